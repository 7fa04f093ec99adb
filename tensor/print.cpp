// Printing: first the common format of all shown elements, then the nested rows.
#include <thalweg/tensor/print.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <type_traits>
#include <vector>

namespace thalweg {

namespace {

/// A number as text, in three parts: "-12" "." "5" or, with an exponent, "-1" "." "25e+03".
struct Digits {
  std::string whole;
  std::string fraction;
  std::string exponent;
};

template <class T, class... Format>
std::string characters(T value, Format... format) {
  char text[512];
  const auto end = std::to_chars(text, text + sizeof text, value, format...).ptr;
  return {text, end};
}

/// The shortest digits that read back as `value`, rounded to `precision` behind the point, without zeros at the end.
template <class T>
Digits digits(T value, std::chars_format format, int precision) {
  std::string text = characters(value, format);
  std::size_t e = text.find('e');
  if (const std::size_t point = text.find('.');
      point != std::string::npos && std::min(e, text.size()) - point - 1 > static_cast<std::size_t>(precision)) {
    text = characters(value, format, precision);
    e = text.find('e');
  }
  Digits result;
  if (e != std::string::npos) {
    result.exponent = text.substr(e);
    text.resize(e);
  }
  const std::size_t point = std::min(text.find('.'), text.size());
  result.whole = text.substr(0, point);
  if (point < text.size()) result.fraction = text.substr(point + 1);
  result.fraction.resize(result.fraction.find_last_not_of('0') + 1);
  return result;
}

std::string padded(const std::string& text, std::size_t width) {
  return std::string(width - std::min(width, text.size()), ' ') + text;
}

/// NumPy's choice: exponents when a value reaches 1e8 (float32: 1e6) or lies below 1e-4, or when they differ by more
/// than a thousand.
template <class T>
std::vector<std::string> format_floats(const std::vector<T>& values, int precision) {
  T largest = 0;
  T smallest = std::numeric_limits<T>::infinity();
  for (const T value : values) {
    if (!std::isfinite(value) || value == 0) continue;
    largest = std::max(largest, std::abs(value));
    smallest = std::min(smallest, std::abs(value));
  }
  const T cutoff = std::is_same_v<T, float> ? T(1e6) : T(1e8);
  const bool scientific = largest >= cutoff || smallest < T(1e-4) || (largest > 0 && largest / smallest > T(1000));

  std::vector<Digits> parts(values.size());
  std::size_t whole = 0, fraction = 0, exponent = 0;
  bool all_finite = true;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values[i])) {
      all_finite = false;
      continue;
    }
    parts[i] = digits(values[i], scientific ? std::chars_format::scientific : std::chars_format::fixed, precision);
    whole = std::max(whole, parts[i].whole.size());
    fraction = std::max(fraction, parts[i].fraction.size());
    exponent = std::max(exponent, parts[i].exponent.size());
  }
  std::size_t width = whole + 1 + fraction + exponent;
  if (!all_finite)
    for (const T value : values)
      if (!std::isfinite(value)) width = std::max<std::size_t>(width, value < 0 ? 4 : 3);

  std::vector<std::string> texts(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values[i])) {
      texts[i] = padded(std::isnan(values[i]) ? "nan" : values[i] < 0 ? "-inf" : "inf", width);
      continue;
    }
    Digits& part = parts[i];
    part.fraction.resize(fraction, scientific ? '0' : ' ');
    texts[i] = padded(part.whole + '.' + part.fraction + part.exponent, width);
  }
  return texts;
}

std::vector<std::string> format_integers(const std::vector<std::int64_t>& values) {
  std::vector<std::string> texts(values.size());
  std::size_t width = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    texts[i] = characters(values[i]);
    width = std::max(width, texts[i].size());
  }
  for (std::string& text : texts) text = padded(text, width);
  return texts;
}

/// Writes the nested rows of one tensor. A position of -1 stands for what is left out.
class Rows {
 public:
  Rows(const Tensor& x, const PrintOptions& options)
      : x_(x), summarised_(x.numel() > options.threshold), edge_(options.edge_items) {
    dispatch(x.dtype(), [&](auto zero) {
      using T = decltype(zero);
      std::vector<T> values;
      collect(x.data<T>(), 0, values);
      if constexpr (std::is_same_v<T, std::int64_t>) {
        texts_ = format_integers(values);
      } else {
        texts_ = format_floats(values, options.precision);
      }
    });
  }

  std::string write(std::int64_t line_width) { return write_axis(0, " ", line_width); }

 private:
  std::vector<std::int64_t> positions(std::int64_t axis) const {
    const std::int64_t size = x_.shape()[axis];
    const bool cut = summarised_ && size > 2 * edge_;
    std::vector<std::int64_t> shown;
    for (std::int64_t i = 0; i < (cut ? edge_ : size); ++i) shown.push_back(i);
    if (!cut) return shown;
    shown.push_back(-1);
    for (std::int64_t i = size - edge_; i < size; ++i) shown.push_back(i);
    return shown;
  }

  template <class T>
  void collect(const T* at, std::int64_t axis, std::vector<T>& into) const {
    if (axis == x_.rank()) return into.push_back(*at);
    for (const std::int64_t i : positions(axis))
      if (i >= 0) collect(at + i * x_.strides()[axis], axis + 1, into);
  }

  std::string write_axis(std::int64_t axis, const std::string& indent, std::int64_t width) {
    if (axis == x_.rank()) return texts_[next_++];
    const std::int64_t below = x_.rank() - axis;
    return below == 1 ? write_row(axis, indent, width) : write_block(axis, indent, width, below);
  }

  std::string write_row(std::int64_t axis, const std::string& indent, std::int64_t width) {
    std::string done;
    std::string line = indent;
    for (const std::int64_t i : positions(axis)) {
      const std::string word = i < 0 ? "..." : texts_[next_++];
      if (line.size() > indent.size()) {
        line += ' ';
        if (static_cast<std::int64_t>(line.size() + word.size()) > width - 1) {
          line.resize(line.find_last_not_of(' ') + 1);
          done += line + '\n';
          line = indent;
        }
      }
      line += word;
    }
    return '[' + (done + line).substr(indent.size()) + ']';
  }

  std::string write_block(std::int64_t axis, const std::string& indent, std::int64_t width, std::int64_t below) {
    std::string text;
    for (const std::int64_t i : positions(axis)) {
      if (!text.empty()) text += std::string(static_cast<std::size_t>(below - 1), '\n') + indent;
      text += i < 0 ? "..." : write_axis(axis + 1, indent + ' ', width - 1);
    }
    return '[' + text + ']';
  }

  const Tensor& x_;
  bool summarised_;
  std::int64_t edge_;
  std::vector<std::string> texts_;
  std::size_t next_ = 0;
};

}  // namespace

std::string to_string(const Tensor& x, const PrintOptions& options) {
  check(options.precision >= 0 && options.precision <= 100 && options.threshold >= 0 && options.edge_items >= 0 &&
            options.line_width >= 0,
        "to_string", "the options must not be negative and the precision at most 100, got precision ",
        options.precision, ", threshold ", options.threshold, ", edge_items ", options.edge_items, ", line_width ",
        options.line_width);
  std::string text = "[]";
  if (x.numel() > 0) {
    text = Rows(x, options).write(options.line_width);
  } else if (x.rank() != 1) {
    text = sentence("", "[] ", x.shape());
  }
  if (x.dtype() != float64) text += std::string(" ") + name(x.dtype());
  return text;
}

std::ostream& operator<<(std::ostream& out, const Tensor& x) {
  return out << (x.defined() ? to_string(x) : "undefined");
}

}  // namespace thalweg
