#include "records/snapshot_publisher.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "support/zone.h"

namespace signpost::records {
namespace {

constexpr size_t kSerialOffset = 20;  // from the end: serial and four times of 4 octets each

// Snapshots that say where they were freed.
class Snapshots {
 public:
  std::shared_ptr<const Snapshot> Make(uint32_t serial) {
    wire::Soa soa = testing::SoaFor();
    soa.serial = serial;
    auto made = MakeSnapshot(testing::ZoneOptionsOf().apex, soa, 60, nullptr, {});
    auto* const copy = new Snapshot(*made);
    ++alive_;
    return {copy, [this](const Snapshot* snapshot) {
              if (std::this_thread::get_id() != owner_) ++freed_elsewhere_;
              --alive_;
              delete snapshot;
            }};
  }

  int alive() const { return alive_; }
  int freed_elsewhere() const { return freed_elsewhere_; }

 private:
  const std::thread::id owner_ = std::this_thread::get_id();
  std::atomic<int> alive_{0};
  std::atomic<int> freed_elsewhere_{0};
};

uint32_t SerialInOctets(const Snapshot& snapshot) {
  return LoadU32(snapshot.soa_answer.data() + snapshot.soa_answer.size() - kSerialOffset);
}

TEST(SnapshotPublisher, FirstSnapshotIsCurrentUntilTheNext) {
  Snapshots snapshots;
  SnapshotPublisher publisher(snapshots.Make(1));
  EXPECT_EQ(publisher.Current()->soa.serial, 1u);
  publisher.Publish(snapshots.Make(2));
  EXPECT_EQ(publisher.Current()->soa.serial, 2u);
}

TEST(SnapshotPublisher, GenerationGoesOnByOne) {
  Snapshots snapshots;
  SnapshotPublisher publisher(snapshots.Make(1));
  const uint64_t first = publisher.generation();
  publisher.Publish(snapshots.Make(2));
  EXPECT_EQ(publisher.generation(), first + 1);
  publisher.Reap();
  EXPECT_EQ(publisher.generation(), first + 1);
}

TEST(SnapshotPublisher, RetiredSnapshotThatNobodyHoldsIsFreed) {
  Snapshots snapshots;
  SnapshotPublisher publisher(snapshots.Make(1));
  for (uint32_t serial = 2; serial < 10; ++serial) publisher.Publish(snapshots.Make(serial));
  EXPECT_EQ(snapshots.alive(), 1);
  EXPECT_EQ(publisher.Reap(), 0u);
}

TEST(SnapshotPublisher, RetiredSnapshotIsKeptUntilItsLastHolderLetsGo) {
  Snapshots snapshots;
  SnapshotPublisher publisher(snapshots.Make(1));
  auto held = publisher.Current();
  auto held_too = held;
  publisher.Publish(snapshots.Make(2));
  publisher.Publish(snapshots.Make(3));
  EXPECT_EQ(publisher.Reap(), 1u);
  held = nullptr;
  EXPECT_EQ(publisher.Reap(), 1u);
  EXPECT_EQ(held_too->soa.serial, 1u);
  held_too = nullptr;
  EXPECT_EQ(snapshots.alive(), 2);
  EXPECT_EQ(publisher.Reap(), 0u);
  EXPECT_EQ(snapshots.alive(), 1);
}

TEST(SnapshotPublisher, ReaderSeesTheNewestSnapshotAtItsNextLook) {
  Snapshots snapshots;
  SnapshotPublisher publisher(snapshots.Make(1));
  SnapshotReader reader(&publisher);
  const Snapshot& first = reader.Get();
  EXPECT_EQ(first.soa.serial, 1u);
  publisher.Publish(snapshots.Make(2));
  publisher.Publish(snapshots.Make(3));
  EXPECT_EQ(first.soa.serial, 1u);  // still valid
  EXPECT_EQ(reader.Get().soa.serial, 3u);
}

TEST(SnapshotPublisher, ReaderKeepsItsSnapshotWhileNothingIsPublished) {
  Snapshots snapshots;
  SnapshotPublisher publisher(snapshots.Make(1));
  SnapshotReader reader(&publisher);
  EXPECT_EQ(&reader.Get(), &reader.Get());
}

TEST(SnapshotPublisher, ReaderThatIsIdleHoldsOneSnapshotOnly) {
  Snapshots snapshots;
  SnapshotPublisher publisher(snapshots.Make(1));
  SnapshotReader reader(&publisher);
  reader.Get();
  for (uint32_t serial = 2; serial < 10; ++serial) publisher.Publish(snapshots.Make(serial));
  EXPECT_EQ(snapshots.alive(), 2);
  reader.Get();
  EXPECT_EQ(publisher.Reap(), 0u);
  EXPECT_EQ(snapshots.alive(), 1);
}

// Readers look until they see the last snapshot; what they see never goes back and is whole.
TEST(SnapshotPublisher, ReadersOfManyThreadsSeeWholeSnapshotsInOrderAndFreeNone) {
  constexpr uint32_t kLast = 3000;
  Snapshots snapshots;
  SnapshotPublisher publisher(snapshots.Make(1));
  std::atomic<int> faults{0};
  std::vector<std::thread> readers(3);
  for (std::thread& each : readers) {
    each = std::thread([&] {
      SnapshotReader reader(&publisher);
      for (uint32_t seen = 0; seen < kLast;) {
        const Snapshot& snapshot = reader.Get();
        if (snapshot.soa.serial < seen || SerialInOctets(snapshot) != snapshot.soa.serial) ++faults;
        seen = snapshot.soa.serial;
      }
    });
  }
  for (uint32_t serial = 2; serial <= kLast; ++serial) publisher.Publish(snapshots.Make(serial));
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(faults, 0);
  EXPECT_EQ(publisher.Reap(), 0u);
  EXPECT_EQ(snapshots.alive(), 1);
  EXPECT_EQ(snapshots.freed_elsewhere(), 0);
}

TEST(SnapshotPublisherDeathTest, PublishingNothingIsOurOwnFault) {
  EXPECT_DEATH(SnapshotPublisher(nullptr), "check failed");
  SnapshotPublisher publisher(testing::EmptySnapshot());
  EXPECT_DEATH(publisher.Publish(nullptr), "check failed");
}

}  // namespace
}  // namespace signpost::records
