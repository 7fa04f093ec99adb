// A program that knows only the installed library.
#include <iostream>

#include <thalweg/thalweg.hpp>

int main() { std::cout << thalweg::name(thalweg::float64) << '\n'; }
