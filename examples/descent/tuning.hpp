// A method's options with what the command line gives of them.
#pragma once

#include <set>
#include <string>

#include <examples/descent/settings.hpp>
#include <thalweg/optim/arrays/line_search.hpp>
#include <thalweg/optim/arrays/newton.hpp>

namespace thalweg::examples {

inline optim::LineSearchKind line_search_kind(const std::string& text) {
  if (text == "backtracking") return optim::LineSearchKind::backtracking;
  return text == "fixed" ? optim::LineSearchKind::fixed : optim::LineSearchKind::strong_wolfe;
}

/// The defaults of `Options` with every option of the tuning that is given and that they have; its name goes to `used`.
template <class Options>
Options tuned(const Tuning& tuning, std::set<std::string>& used) {
  Options options;
  const auto set = [&](const char* name, auto& field, const auto& given) {
    if (!given) return;
    field = *given;
    used.insert(name);
  };
  const auto raise = [&](const char* name, bool& field, bool given) {
    if (!given) return;
    field = true;
    used.insert(name);
  };
  if constexpr (requires { options.lr; }) set("--lr", options.lr, tuning.lr);
  if constexpr (requires { options.beta1; }) set("--betas", options.beta1, tuning.beta1);
  if constexpr (requires { options.beta2; }) set("--betas", options.beta2, tuning.beta2);
  if constexpr (requires { options.rho; }) set("--betas", options.rho, tuning.beta2);
  if constexpr (requires { options.eps; }) set("--eps", options.eps, tuning.eps);
  if constexpr (requires { options.alpha; }) set("--alpha", options.alpha, tuning.alpha);
  if constexpr (requires { options.momentum; }) set("--momentum", options.momentum, tuning.momentum);
  if constexpr (requires { options.weight_decay; }) set("--weight-decay", options.weight_decay, tuning.weight_decay);
  if constexpr (requires { options.damping; }) set("--damping", options.damping, tuning.damping);
  if constexpr (requires { options.history; }) set("--history", options.history, tuning.history);
  if constexpr (requires { options.nesterov; }) raise("--nesterov", options.nesterov, tuning.nesterov);
  if constexpr (requires { options.adaptive; }) raise("--adaptive", options.adaptive, tuning.adaptive);
  if constexpr (requires { options.scale_first; }) raise("--scaled", options.scale_first, tuning.scaled);
  if constexpr (requires { options.indefinite; })
    if (tuning.absolute) {
      options.indefinite = optim::Indefinite::absolute;
      used.insert("--absolute");
    }
  if constexpr (requires { options.line_search.kind; })
    if (tuning.line_search) {
      options.line_search.kind = line_search_kind(*tuning.line_search);
      used.insert("--line-search");
    }
  return options;
}

}  // namespace thalweg::examples
