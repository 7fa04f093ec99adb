// Losses, as in the recorder's list LOSSES.
#include <tests/op_reference/operations.hpp>
#include <thalweg/autograd/activations.hpp>
#include <thalweg/autograd/softmax.hpp>
#include <thalweg/nn/losses.hpp>
#include <thalweg/tensor/create.hpp>

namespace thalweg::reference {

using nn::Reduction;

Operations losses() {
  return {
      {"mse", [](const Inputs& x) { return nn::mse(x[0], x[1]); }},
      {"mse, sum", [](const Inputs& x) { return nn::mse(x[0], x[1], {.reduction = Reduction::sum}); }},
      {"l1", [](const Inputs& x) { return nn::l1(x[0], x[1]); }},
      {"huber", [](const Inputs& x) { return nn::huber(x[0], x[1]); }},
      {"huber, delta 0.5, none",
       [](const Inputs& x) { return nn::huber(x[0], x[1], {.delta = 0.5, .reduction = Reduction::none}); }},
      {"bce_with_logits", [](const Inputs& x) { return nn::bce_with_logits(x[0], sigmoid(x[1])); }},
      {"bce_with_logits, positive weight 3",
       [](const Inputs& x) { return nn::bce_with_logits(x[0], sigmoid(x[1]), {.pos_weight = tensor(3)}); }},
      {"cross_entropy", [](const Inputs& x) { return nn::cross_entropy(x[0], x[1]); }},
      {"cross_entropy, smoothing 0.1, sum",
       [](const Inputs& x) {
         return nn::cross_entropy(x[0], x[1], {.label_smoothing = 0.1, .reduction = Reduction::sum});
       }},
      {"cross_entropy, probabilities", [](const Inputs& x) { return nn::cross_entropy(x[0], softmax(x[1])); }},
      {"cross_entropy, probabilities, smoothing 0.2, none",
       [](const Inputs& x) {
         return nn::cross_entropy(x[0], softmax(x[1]), {.label_smoothing = 0.2, .reduction = Reduction::none});
       }},
      {"nll", [](const Inputs& x) { return nn::nll(log_softmax(x[0]), x[1]); }},
      {"kl_div", [](const Inputs& x) { return nn::kl_div(log_softmax(x[0]), softmax(x[1])); }},
      {"kl_div, log target, batch mean",
       [](const Inputs& x) {
         return nn::kl_div(log_softmax(x[0]), log_softmax(x[1]),
                           {.log_target = true, .reduction = Reduction::batch_mean});
       }},
  };
}

}  // namespace thalweg::reference
