// Formatters for the fmt library: fmt::print("{}", x) for tensors, shapes and dtypes. Nothing else includes this.
#pragma once

#include <sstream>
#include <string>

#include <fmt/format.h>

#include <thalweg/tensor/print.hpp>

/// "{}" prints as operator<< does, "{:.3}" with at most three digits behind the point.
template <>
struct fmt::formatter<thalweg::Tensor> {
  thalweg::PrintOptions options;

  constexpr auto parse(fmt::format_parse_context& context) {
    auto at = context.begin();
    if (at == context.end() || *at == '}') return at;
    if (*at++ != '.' || at == context.end() || *at < '0' || *at > '9')
      throw fmt::format_error("a tensor takes {} or {:.3}, the digits behind the point");
    options.precision = 0;
    for (; at != context.end() && *at >= '0' && *at <= '9'; ++at) {
      options.precision = options.precision * 10 + (*at - '0');
      if (options.precision > 100) throw fmt::format_error("a tensor takes at most 100 digits behind the point");
    }
    return at;
  }

  template <class Context>
  auto format(const thalweg::Tensor& x, Context& context) const {
    return fmt::format_to(context.out(), "{}", x.defined() ? thalweg::to_string(x, options) : "undefined");
  }
};

template <>
struct fmt::formatter<thalweg::Shape> : fmt::formatter<std::string> {
  template <class Context>
  auto format(const thalweg::Shape& shape, Context& context) const {
    std::ostringstream out;
    out << shape;
    return fmt::formatter<std::string>::format(out.str(), context);
  }
};

template <>
struct fmt::formatter<thalweg::Dtype> : fmt::formatter<const char*> {
  template <class Context>
  auto format(thalweg::Dtype dtype, Context& context) const {
    return fmt::formatter<const char*>::format(thalweg::name(dtype), context);
  }
};
