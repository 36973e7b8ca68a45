#include "mesos/task_id.h"

#include <gtest/gtest.h>

#include "mesos/test_data.h"

namespace signpost::mesos {
namespace {

using testing::TableOf;
using testing::TextOf;

TEST(TaskId, HashAgreesWithMesosDns) {
  const auto table = TableOf("ids.json");
  for (const auto& row : table.GetArray()) {
    if (!row.HasMember("hash_of")) continue;
    EXPECT_EQ(TaskIdHash(TextOf(row["hash_of"])), TextOf(row["out"])) << TextOf(row["hash_of"]);
  }
}

TEST(TaskId, AgentTailAgreesWithMesosDns) {
  const auto table = TableOf("ids.json");
  for (const auto& row : table.GetArray()) {
    if (!row.HasMember("tail_of")) continue;
    EXPECT_EQ(AgentIdTail(TextOf(row["tail_of"])), TextOf(row["out"])) << TextOf(row["tail_of"]);
  }
}

// Masters make agent ids of ASCII; DNS knows no other letters' cases (RFC 4343 §2).
TEST(TaskId, AgentTailLeavesOtherLettersAsTheyAre) {
  EXPECT_EQ(AgentIdTail("a-\u00C9X"), "\u00C9x");
}

}  // namespace
}  // namespace signpost::mesos
