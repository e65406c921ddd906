using Patchlog.Journal.Postgres;
using Patchlog.Json;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Journal;

/// <summary>What <c>count=estimated</c> reads in the plans that PostgreSQL and Citus explain.</summary>
public sealed class PlanTests
{
    [Theory]
    [InlineData("""[{ "Plan": { "Node Type": "Index Scan", "Plan Rows": 42 } }]""", 42)]
    [InlineData("""
        [{ "Plan": { "Node Type": "Custom Scan", "Plan Rows": 100000, "Distributed Query": { "Job": { "Task Count": 1, "Tasks": [
          { "Node": "host=w1", "Remote Plan": [[{ "Plan": { "Node Type": "Index Scan", "Plan Rows": 7 } }]] }] } } } }]
        """, 7)]
    [InlineData("""[{ "Other": 1 }]""", 0)]
    public void The_rows_of_a_plan_are_those_of_the_shard_that_is_asked(string plan, long rows) =>
        PostgresReader.RowsOf(JsonValue.Parse(plan)).ShouldBe(rows);
}
