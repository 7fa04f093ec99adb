// Module: a part of a model with tensors of its own. It overrides one function, and one walk serves every purpose.
#pragma once

#include <concepts>
#include <set>
#include <string>
#include <vector>

#include <thalweg/tensor/named_tensor.hpp>

namespace thalweg::nn {

class Module;

/// Collects the tensors and modules that a Module's visit() names. Their paths are joined by dots: "0.weight".
class Visitor {
 public:
  /// A tensor that is trained and saved. An undefined one (the bias of a layer without) is passed over.
  void operator()(const std::string& name, Tensor& parameter);
  /// A module that is part of this one.
  void operator()(const std::string& name, Module& part);
  /// A tensor that is saved and converted but not trained.
  void buffer(const std::string& name, Tensor& tensor);

  /// One tensor of a walk.
  struct Slot {
    std::string name;  ///< its path
    Tensor* tensor;    ///< the tensor itself
    bool trained;      ///< a parameter, not a buffer
  };
  /// One module of a walk.
  struct Part {
    std::string name;  ///< its path
    Module* module;    ///< the module itself
  };
  /// In the order of the walk. The model itself is the first module, with an empty name.
  std::vector<Slot> tensors() const { return tensors_; }
  std::vector<Part> modules() const { return modules_; }

 private:
  friend class Module;
  void add(const std::string& name, Tensor& tensor, bool trained);

  std::string prefix_;
  std::vector<Slot> tensors_;
  std::vector<Part> modules_;
  std::set<std::string> names_;
};

/// The base of whatever has parameters. A model keeps its tensors and parts as plain members and names them in visit():
///
///     struct Block : nn::Module {
///       nn::Linear inner, outer;
///       Tensor scale;
///       Tensor operator()(const Tensor& x) const { return x + scale * outer(relu(inner(x))); }
///       void visit(nn::Visitor& visitor) override {
///         visitor("inner", inner);
///         visitor("outer", outer);
///         visitor("scale", scale);
///       }
///     };
///
/// Copying a module copies its members, so the copy shares all tensors; nn::clone() makes tensors of its own.
class Module {
 public:
  virtual ~Module() = default;
  /// Names every tensor and every module this one consists of, once each. Error (std::logic_error, from whatever
  /// walks): two tensors under one name.
  virtual void visit(Visitor& visitor) = 0;

  /// All parameters in the order of the walk; one that stands under two names is listed once, under the first.
  std::vector<Tensor> parameters() const;
  std::vector<NamedTensor> named_parameters() const;
  /// Elements of all parameters together.
  std::int64_t num_parameters() const;
  /// Every module of the walk, this one first under an empty name.
  std::vector<Visitor::Part> modules();

  /// Drops the gradients of all parameters.
  void zero_grad();
  /// Switches what differs between training and use, such as dropout, for this module and its parts. True at first.
  void train(bool on = true);
  void eval() { train(false); }
  bool training() const noexcept { return training_; }
  /// Converts all floating tensors in place: every handle to them, also an optimizer's, sees the change; gradients are
  /// dropped. Errors: int64; a parameter that is the result of an operation.
  void to(Dtype dtype);

  /// Copies of all parameters and buffers by name.
  StateDict state_dict() const;
  /// Sets all parameters and buffers, in place. The names must be those of state_dict(), with the same shapes and
  /// dtypes; else an error lists all that do not fit, and nothing is changed.
  void load_state_dict(const StateDict& state);

 protected:
  Module() = default;
  Module(const Module&) = default;
  Module(Module&&) = default;
  Module& operator=(const Module&) = default;
  Module& operator=(Module&&) = default;

  /// Everything visit() names.
  Visitor walk() const;
  template <std::derived_from<Module> M>
  friend M clone(const M& module);
  /// Gives every tensor of the walk memory of its own; what was one tensor under two names stays one.
  void unshare();

 private:
  bool training_ = true;
};

/// A module with the same values and options and tensors of its own. Gradients are not copied.
template <std::derived_from<Module> M>
M clone(const M& module) {
  M copy = module;
  static_cast<Module&>(copy).unshare();
  return copy;
}

}  // namespace thalweg::nn
