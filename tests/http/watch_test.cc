#include "http/watch.h"

#include <gmock/gmock.h>

#include "http/changes.h"
#include "http/listing.h"

namespace signpost::http {
namespace {

using std::chrono::hours;
using testing::BodyOf;
using ::testing::HasSubstr;
using testing::ListOf;
using testing::SnapshotOf;
using ::testing::StartsWith;
using testing::UnknownZone;

constexpr std::string_view kAddress = "10.0.0.1";

// A zone at `serial`, whose last changes are those of the serials before it from `first` on.
SharedSnapshot ZoneAt(uint32_t serial, uint32_t first) {
  auto snapshot = std::make_shared<records::Snapshot>(*SnapshotOf({}));
  snapshot->soa.serial = serial;
  for (uint32_t next = first; next <= serial; ++next) {
    auto change = std::make_shared<records::ZoneChange>();
    change->serial = next;
    change->records.added = 1;
    change->records.listed_added =
        *ListOf({"web" + std::to_string(next) + ".mesos. A " + std::string(kAddress)});
    snapshot->changes.Add(std::move(change));
  }
  return snapshot;
}

class Watch : public ::testing::Test {
 protected:
  void Start(SharedSnapshot first, std::optional<uint32_t> last_serial = std::nullopt,
             std::chrono::milliseconds heartbeat = hours(1)) {
    publisher_.emplace(std::move(first));
    producer_ = WatchBody(&*publisher_, last_serial, heartbeat);
  }

  // What is told until there is nothing more to tell.
  std::string Told() {
    std::string text;
    EXPECT_TRUE(AppendSlice(producer_.get(), &text));
    return text;
  }

  std::optional<records::SnapshotPublisher> publisher_;
  std::unique_ptr<BodyProducer> producer_;
};

TEST_F(Watch, BeginsWithTheSerial) {
  Start(ZoneAt(9, 8));
  EXPECT_EQ(Told(), "retry: 2000\n\nevent: serial\nid: 9\ndata: {\"serial\":9}\n\n");
  EXPECT_TRUE(producer_->IsWaiting());
}

TEST_F(Watch, SaysNothingWhileNothingChanges) {
  Start(ZoneAt(9, 8));
  Told();
  EXPECT_EQ(Told(), "");
}

TEST_F(Watch, TellsAChangeUnderItsSerial) {
  Start(ZoneAt(9, 9));
  Told();
  publisher_->Publish(ZoneAt(10, 9));
  const std::string told = Told();
  EXPECT_THAT(told, StartsWith("event: change\nid: 10\ndata: {\"serial\":10,"));
  EXPECT_THAT(told, HasSubstr(R"("added":[{"name":"web10.mesos.","type":"A","data":"10.0.0.1"}])"));
  EXPECT_EQ(Told(), "");
}

TEST_F(Watch, TellsOfChangesBetweenTwoLooks) {
  Start(ZoneAt(9, 9));
  Told();
  publisher_->Publish(ZoneAt(10, 9));
  publisher_->Publish(ZoneAt(12, 9));
  const std::string told = Told();
  for (const char* id : {"id: 10\n", "id: 11\n", "id: 12\n"}) EXPECT_THAT(told, HasSubstr(id));
}

TEST_F(Watch, HoldsNoSnapshotWhileItWaits) {
  Start(ZoneAt(9, 9));
  Told();
  publisher_->Publish(ZoneAt(10, 9));
  EXPECT_EQ(publisher_->Reap(), 0u);
}

TEST_F(Watch, GoesOnBehindTheSerialThatAClientHas) {
  Start(ZoneAt(12, 5), 10);
  const std::string told = Told();
  EXPECT_THAT(told, ::testing::Not(HasSubstr("id: 10\n")));
  EXPECT_THAT(told, HasSubstr("event: change\nid: 11\n"));
  EXPECT_THAT(told, HasSubstr("event: change\nid: 12\n"));
}

TEST_F(Watch, AClientThatHasEverythingHearsOfTheNextChange) {
  Start(ZoneAt(12, 5), 12);
  EXPECT_THAT(Told(), ::testing::Not(HasSubstr("event: change")));
}

TEST_F(Watch, ASerialThatIsNotKnownIsAnsweredByAReset) {
  Start(ZoneAt(12, 11), 5);
  EXPECT_THAT(Told(), HasSubstr("event: reset\nid: 12\n"));
  EXPECT_EQ(Told(), "");
}

TEST_F(Watch, WhoFallsBehindTheHistoryIsReset) {
  Start(ZoneAt(9, 9));
  Told();
  publisher_->Publish(ZoneAt(9 + 2 * records::kMaxKeptChanges, 9));
  EXPECT_THAT(Told(), StartsWith("event: reset\n"));
  EXPECT_EQ(Told(), "");
}

TEST_F(Watch, TheFirstStateIsAReset) {
  Start(UnknownZone());
  Told();
  publisher_->Publish(ZoneAt(9, 10));
  EXPECT_THAT(Told(), StartsWith("event: reset\nid: 9\n"));
}

TEST_F(Watch, BreaksALongSilence) {
  Start(ZoneAt(9, 9), std::nullopt, std::chrono::milliseconds(0));
  Told();
  EXPECT_EQ(Told(), ": alive\n\n");
}

TEST(Changes, AreListedNewestFirst) {
  const SharedSnapshot zone = ZoneAt(9, 8);
  const SystemTime then{};
  EXPECT_EQ(BodyOf(ChangesBody(zone, 1, then + std::chrono::seconds(3))),
            R"({"serial":9,"kept":2,"changes":[{"serial":9,"at":"1970-01-01T00:00:00Z","age_s":3,)"
            R"("added_count":1,"removed_count":0,)"
            R"("added":[{"name":"web9.mesos.","type":"A","data":"10.0.0.1"}],"removed":[]}]})");
}

TEST(Changes, AreNoneAtFirst) {
  EXPECT_EQ(BodyOf(ChangesBody(SnapshotOf({}), 10, {})), R"({"serial":7,"kept":0,"changes":[]})");
}

}  // namespace
}  // namespace signpost::http
