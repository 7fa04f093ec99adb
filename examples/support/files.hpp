// Files and folders that programs write: whole or not at all.
#pragma once

#include <string>
#include <string_view>

namespace thalweg::examples {

/// Creates the folder with its parents where it is missing and makes sure that a file can be written into it, so that
/// a program learns of a bad --out before its work and not after. Throws std::runtime_error with one sentence.
void prepare_folder(const std::string& folder);

/// Makes sure that write_file could write the file, and changes nothing, so that a program learns of a bad path before
/// its work. Throws std::runtime_error with one sentence.
void check_file_writable(const std::string& path);

/// Writes the file under a temporary name beside it and renames that: readers see the old contents or the new, never a
/// part. Throws std::runtime_error with one sentence and leaves nothing behind.
void write_file(const std::string& path, std::string_view contents);

}  // namespace thalweg::examples
