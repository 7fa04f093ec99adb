// The first-order rules as a list: what each is called, what it carries from step to step, and how it is applied. Loops
// over arrays and classes that train models are written once for all of them.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include <thalweg/optim/arrays/adadelta.hpp>
#include <thalweg/optim/arrays/adagrad.hpp>
#include <thalweg/optim/arrays/adam.hpp>
#include <thalweg/optim/arrays/adamax.hpp>
#include <thalweg/optim/arrays/adamw.hpp>
#include <thalweg/optim/arrays/amsgrad.hpp>
#include <thalweg/optim/arrays/gradient_descent.hpp>
#include <thalweg/optim/arrays/lion.hpp>
#include <thalweg/optim/arrays/momentum.hpp>
#include <thalweg/optim/arrays/nadam.hpp>
#include <thalweg/optim/arrays/radam.hpp>
#include <thalweg/optim/arrays/rmsprop.hpp>
#include <thalweg/optim/arrays/sgd.hpp>

namespace thalweg::optim::arrays {

/// What a rule carries: arrays of the size of p, zeros before the first step, and numbers for all of p.
template <class T>
struct Carried {
  static constexpr std::size_t most_arrays = 3, most_numbers = 1;  ///< of any rule
  std::array<std::span<T>, most_arrays> arrays;                    ///< in the order of Rule::arrays
  std::array<double*, most_numbers> numbers{};                     ///< in the order of Rule::numbers

  /// The k-th array.
  std::span<T> operator[](std::size_t k) const { return arrays[k]; }
};

/// A number that a rule carries, and its value before the first step.
struct CarriedNumber {
  const char* name;  ///< as state_dict() spells it
  double start;      ///< before the first step
};

/// The names of that many arrays.
template <std::size_t count>
using Names = std::array<const char*, count>;

/// The base of rules that carry arrays only.
struct CarriesNoNumbers {
  static constexpr std::array<CarriedNumber, 0> numbers{};  ///< none
};

/// The rule that goes by these Options: its name, the names of its arrays and numbers, and
/// step(p, g, carried, t, options) for T = double and float, t counted from 1.
template <class Options>
struct Rule;

template <>
struct Rule<GradientDescentOptions> : CarriesNoNumbers {
  static constexpr const char* name = "gd";
  static constexpr Names<0> arrays{};
  template <class T>
  static void step(std::span<T> p, std::span<const T> g, const Carried<T>&, std::int64_t,
                   const GradientDescentOptions& options) {
    gradient_descent(p, g, options);
  }
};

template <>
struct Rule<MomentumOptions> : CarriesNoNumbers {
  static constexpr const char* name = "momentum";
  static constexpr Names<1> arrays{"v"};
  template <class T>
  static void step(std::span<T> p, std::span<const T> g, const Carried<T>& carried, std::int64_t,
                   const MomentumOptions& options) {
    momentum(p, g, carried[0], options);
  }
};

template <>
struct Rule<SgdOptions> : CarriesNoNumbers {
  static constexpr const char* name = "sgd";
  static constexpr Names<1> arrays{"buf"};
  template <class T>
  static void step(std::span<T> p, std::span<const T> g, const Carried<T>& carried, std::int64_t t,
                   const SgdOptions& options) {
    sgd(p, g, carried[0], t, options);
  }
};

template <>
struct Rule<AdamOptions> : CarriesNoNumbers {
  static constexpr const char* name = "adam";
  static constexpr Names<2> arrays{"m", "v"};
  template <class T>
  static void step(std::span<T> p, std::span<const T> g, const Carried<T>& carried, std::int64_t t,
                   const AdamOptions& options) {
    adam(p, g, carried[0], carried[1], t, options);
  }
};

template <>
struct Rule<AdamaxOptions> : CarriesNoNumbers {
  static constexpr const char* name = "adamax";
  static constexpr Names<2> arrays{"m", "u"};
  template <class T>
  static void step(std::span<T> p, std::span<const T> g, const Carried<T>& carried, std::int64_t t,
                   const AdamaxOptions& options) {
    adamax(p, g, carried[0], carried[1], t, options);
  }
};

template <>
struct Rule<AmsgradOptions> : CarriesNoNumbers {
  static constexpr const char* name = "amsgrad";
  static constexpr Names<3> arrays{"m", "v", "vmax"};
  template <class T>
  static void step(std::span<T> p, std::span<const T> g, const Carried<T>& carried, std::int64_t t,
                   const AmsgradOptions& options) {
    amsgrad(p, g, carried[0], carried[1], carried[2], t, options);
  }
};

template <>
struct Rule<AdamWOptions> : CarriesNoNumbers {
  static constexpr const char* name = "adamw";
  static constexpr Names<2> arrays{"m", "v"};
  template <class T>
  static void step(std::span<T> p, std::span<const T> g, const Carried<T>& carried, std::int64_t t,
                   const AdamWOptions& options) {
    adamw(p, g, carried[0], carried[1], t, options);
  }
};

template <>
struct Rule<NadamOptions> {
  static constexpr const char* name = "nadam";
  static constexpr Names<2> arrays{"m", "v"};
  static constexpr std::array<CarriedNumber, 1> numbers{{{"mu_product", 1}}};
  template <class T>
  static void step(std::span<T> p, std::span<const T> g, const Carried<T>& carried, std::int64_t t,
                   const NadamOptions& options) {
    nadam(p, g, carried[0], carried[1], *carried.numbers[0], t, options);
  }
};

template <>
struct Rule<RadamOptions> : CarriesNoNumbers {
  static constexpr const char* name = "radam";
  static constexpr Names<2> arrays{"m", "v"};
  template <class T>
  static void step(std::span<T> p, std::span<const T> g, const Carried<T>& carried, std::int64_t t,
                   const RadamOptions& options) {
    radam(p, g, carried[0], carried[1], t, options);
  }
};

template <>
struct Rule<RmsPropOptions> : CarriesNoNumbers {
  static constexpr const char* name = "rmsprop";
  static constexpr Names<3> arrays{"v", "mean", "buf"};
  template <class T>
  static void step(std::span<T> p, std::span<const T> g, const Carried<T>& carried, std::int64_t,
                   const RmsPropOptions& options) {
    rmsprop(p, g, carried[0], carried[1], carried[2], options);
  }
};

template <>
struct Rule<AdagradOptions> : CarriesNoNumbers {
  static constexpr const char* name = "adagrad";
  static constexpr Names<1> arrays{"s"};
  template <class T>
  static void step(std::span<T> p, std::span<const T> g, const Carried<T>& carried, std::int64_t t,
                   const AdagradOptions& options) {
    adagrad(p, g, carried[0], t, options);
  }
};

template <>
struct Rule<AdadeltaOptions> : CarriesNoNumbers {
  static constexpr const char* name = "adadelta";
  static constexpr Names<2> arrays{"v", "a"};
  template <class T>
  static void step(std::span<T> p, std::span<const T> g, const Carried<T>& carried, std::int64_t,
                   const AdadeltaOptions& options) {
    adadelta(p, g, carried[0], carried[1], options);
  }
};

template <>
struct Rule<LionOptions> : CarriesNoNumbers {
  static constexpr const char* name = "lion";
  static constexpr Names<1> arrays{"m"};
  template <class T>
  static void step(std::span<T> p, std::span<const T> g, const Carried<T>& carried, std::int64_t,
                   const LionOptions& options) {
    lion(p, g, carried[0], options);
  }
};

}  // namespace thalweg::optim::arrays
