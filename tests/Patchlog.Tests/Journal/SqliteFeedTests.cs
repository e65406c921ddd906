using Patchlog.Following;
using Patchlog.Journal.Sqlite;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Journal;

/// <summary>A page of the feed looks at a long journal step by step.</summary>
public sealed class SqliteFeedTests(SqliteBackend backend) : JournalContract(backend)
{
    [Fact]
    public async Task A_page_of_a_rare_type_finds_its_events_wherever_steps_begin_and_end()
    {
        const int step = SqliteLimits.EventsPerFeedStep;
        const int count = (3 * step) + 7;
        long[] rare = [1, step - 1, step, step + 1, 2 * step, (2 * step) + 1, count];
        await Backend.ExecuteAsync($$"""
            with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < {{count}})
            insert into events (tenant, position, target_name, target_id, version, type, name, time, command_id, ordinal,
                command_digest, digest, body, received_at)
            select '{{Tenant}}', n, iif(n in ({{string.Join(", ", rare)}}), 'rare', 'orders'), 'id' || n, 1, 'create',
                'created', 0, 'command' || n, 1, zeroblob(32), zeroblob(33), '{}', 0
            from numbers
            """);

        (await PositionsAsync(TargetName.Trusted("rare"), count)).ShouldBe(rare);
        (await PositionsAsync(TargetName.Trusted("rare"), 2 * step)).ShouldBe(rare[..5]);
        (await PositionsAsync(TargetName.Trusted("none"), count)).ShouldBeEmpty();
        (await PositionsAsync(targetName: null, count)).ShouldBe([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    }

    async Task<List<long>> PositionsAsync(TargetName? targetName, long upTo)
    {
        var filter = targetName is { } name ? new FeedFilter(name) : FeedFilter.All;
        using var page = await Journal.Feed.ReadAsync(
            Tenant, new(Position.Start, new(upTo), filter, 10, 1 << 20), Cancellation);

        return [.. page.Items.Select(item => item.Position.Number)];
    }
}
