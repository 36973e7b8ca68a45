#pragma once

// A vector whose copies share all that did not change.
//
// Copying costs one reference count; setting an element of a copy copies one path of a radix tree
// (kFanOut pointers a level) and leaves the original as it was. Const objects may be read by any
// number of threads; building, changing and destroying copies belongs to one thread (what readers
// hold, they give back: see SnapshotPublisher).
//
// Invariants: (1) every index below size() is reachable through full inner nodes; (2) a node that
// another vector may see is never written to.

#include <array>
#include <cstddef>
#include <memory>
#include <utility>

#include "base/check.h"

namespace signpost {

template <typename T>
class PersistentVector {
 public:
  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

  // `index` < size().
  const T& operator[](size_t index) const {
    SIGNPOST_CHECK(index < size_);
    const Node* node = root_.get();
    for (size_t level = height_; level > 0; --level) {
      node = static_cast<const Inner*>(node)->children[Digit(index, level)].get();
    }
    return static_cast<const Leaf*>(node)->values[Digit(index, 0)];
  }

  void PushBack(T value) {
    while (size_ >= Capacity()) Grow();
    ++size_;
    Set(size_ - 1, std::move(value));
  }

  // `index` < size().
  void Set(size_t index, T value) {
    SIGNPOST_CHECK(index < size_);
    root_ = Replaced(root_, height_, index, std::move(value));
  }

  // Calls visit(value) for every element in order.
  template <typename Visit>
  void ForEach(Visit visit) const {
    for (size_t index = 0; index < size_; ++index) visit((*this)[index]);
  }

 private:
  static constexpr size_t kBits = 5;
  static constexpr size_t kFanOut = size_t{1} << kBits;

  struct Node {
    virtual ~Node() = default;
  };
  using NodePointer = std::shared_ptr<Node>;
  struct Leaf : Node {
    std::array<T, kFanOut> values{};
  };
  struct Inner : Node {
    std::array<NodePointer, kFanOut> children{};
  };

  static size_t Digit(size_t index, size_t level) {
    return (index >> (level * kBits)) & (kFanOut - 1);
  }

  size_t Capacity() const { return root_ == nullptr ? 0 : kFanOut << (height_ * kBits); }

  void Grow() {
    if (root_ == nullptr) {
      root_ = std::make_shared<Leaf>();
      return;
    }
    auto inner = std::make_shared<Inner>();
    inner->children[0] = std::move(root_);
    root_ = std::move(inner);
    ++height_;
  }

  // `node` itself when nobody else holds it, else a copy (invariant 2).
  template <typename Kind>
  static std::shared_ptr<Kind> Own(NodePointer& node) {
    if (node == nullptr) return std::make_shared<Kind>();
    if (node.use_count() == 1) return std::static_pointer_cast<Kind>(std::move(node));
    return std::make_shared<Kind>(static_cast<const Kind&>(*node));
  }

  static NodePointer Replaced(NodePointer& node, size_t level, size_t index, T value) {
    if (level == 0) {
      auto leaf = Own<Leaf>(node);
      leaf->values[Digit(index, 0)] = std::move(value);
      return leaf;
    }
    auto inner = Own<Inner>(node);
    NodePointer& child = inner->children[Digit(index, level)];
    child = Replaced(child, level - 1, index, std::move(value));
    return inner;
  }

  NodePointer root_;
  size_t height_ = 0;
  size_t size_ = 0;
};

}  // namespace signpost
