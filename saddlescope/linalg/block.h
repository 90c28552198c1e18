// Vectors, blocks of vectors and matrices: host memory, f64.
//
// Invariant: a block is column-major with contiguous columns (leading dimension = rows), so column j is the vector
// data + j·rows and a block of k directions is k vectors one after another. Inputs and outputs never alias.
#pragma once

#include <cstddef>
#include <span>

#include "saddlescope/base/shape.h"
#include "saddlescope/base/zeroed_doubles.h"

namespace saddlescope {

/// A read-only view of k columns of length `rows`. Holds no memory.
class ConstBlock {
 public:
  ConstBlock(const double* data, std::size_t rows, std::size_t columns) : data_(data), rows_(rows), columns_(columns) {}
  ConstBlock(std::span<const double> column) : ConstBlock(column.data(), column.size(), 1) {}  // NOLINT(*-explicit-*)
  ConstBlock(const Vector& column) : ConstBlock(column.data(), column.size(), 1) {}  // NOLINT(*-explicit-*)

  const double* data() const { return data_; }
  std::size_t rows() const { return rows_; }
  std::size_t columns() const { return columns_; }
  std::span<const double> column(std::size_t j) const { return {data_ + j * rows_, rows_}; }
  ConstBlock middle(std::size_t first, std::size_t count) const { return {data_ + first * rows_, rows_, count}; }
  double operator()(std::size_t i, std::size_t j) const { return data_[j * rows_ + i]; }

 private:
  const double* data_;
  std::size_t rows_, columns_;
};

/// The same, writable.
class Block {
 public:
  Block(double* data, std::size_t rows, std::size_t columns) : data_(data), rows_(rows), columns_(columns) {}
  Block(std::span<double> column) : Block(column.data(), column.size(), 1) {}  // NOLINT(*-explicit-*)
  Block(Vector& column) : Block(column.data(), column.size(), 1) {}  // NOLINT(*-explicit-*)

  double* data() const { return data_; }
  std::size_t rows() const { return rows_; }
  std::size_t columns() const { return columns_; }
  std::span<double> column(std::size_t j) const { return {data_ + j * rows_, rows_}; }
  Block middle(std::size_t first, std::size_t count) const { return {data_ + first * rows_, rows_, count}; }
  double& operator()(std::size_t i, std::size_t j) const { return data_[j * rows_ + i]; }
  operator ConstBlock() const { return {data_, rows_, columns_}; }  // NOLINT(*-explicit-*)

 private:
  double* data_;
  std::size_t rows_, columns_;
};

/// A block that owns its memory; zero at construction.
class Matrix {
 public:
  Matrix() = default;
  Matrix(std::size_t rows, std::size_t columns) : values_(rows * columns), rows_(rows), columns_(columns) {}

  static Matrix identity(std::size_t n);
  static Matrix diagonal(std::span<const double> entries);

  double* data() { return values_.data(); }
  const double* data() const { return values_.data(); }
  std::size_t rows() const { return rows_; }
  std::size_t columns() const { return columns_; }
  double& operator()(std::size_t i, std::size_t j) { return values_[j * rows_ + i]; }
  double operator()(std::size_t i, std::size_t j) const { return values_[j * rows_ + i]; }
  std::span<double> column(std::size_t j) { return {data() + j * rows_, rows_}; }
  std::span<const double> column(std::size_t j) const { return {data() + j * rows_, rows_}; }
  Block block() { return {data(), rows_, columns_}; }
  ConstBlock block() const { return {data(), rows_, columns_}; }
  operator ConstBlock() const { return block(); }  // NOLINT(*-explicit-*)
  operator Block() { return block(); }  // NOLINT(*-explicit-*)

 private:
  ZeroedDoubles values_;
  std::size_t rows_ = 0, columns_ = 0;
};

// Of vectors of equal length (unchecked): xᵀy; ‖x‖ without overflow or underflow; y += a·x; x *= a.
double dot(std::span<const double> x, std::span<const double> y);
double norm(std::span<const double> x);
void axpy(double a, std::span<const double> x, std::span<double> y);
void scale(double a, std::span<double> x);
/// x + a·y, a new vector.
Vector plus(std::span<const double> x, double a, std::span<const double> y);
/// ‖x − y‖.
double distance(std::span<const double> x, std::span<const double> y);
bool all_finite(std::span<const double> x);

}  // namespace saddlescope
