using Patchlog.Server.Tests.Harness;
using Patchlog.Testing;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Faults;

/// <summary>
/// Subscribers that take one byte a second hurt only themselves; those that take a little more are waited for.
/// </summary>
public abstract class SlowReaderTests(Backend backend)
{
    const int ReadersOfAKind = 8;
    const int BytesPerEvent = 64 << 10;
    const long Bytes = 52L << 20;
    const int EventsBefore = 3;
    const int SteadyBytesPerSecond = 4096;

    readonly string _text = new('x', BytesPerEvent);
    readonly List<string> _written = [];

    [Fact]
    public async Task They_cost_others_nothing_are_cut_off_in_the_end_and_miss_nothing_when_they_come_back()
    {
        await using var server = await ServerProcess.StartAsync(await backend.CreateDatabaseAsync());
        await using var fast = new SocketReader();
        await fast.OpenAsync(server.Address, "start");
        // While nobody is slow, heap, pools and caches grow to what they need.
        await WriteAsync(server, Bytes / 2);
        await fast.ReadToAsync(_written[^1]);
        var memoryBefore = server.ResidentBytes;
        var slow = Enumerable.Range(0, 2 * ReadersOfAKind)
            .Select(Reader (number) => number % 2 == 0 ? new SocketReader(new()) : new StreamedReader(new())).ToList();
        List<Reader> steady = [new SocketReader(Steady()), new StreamedReader(Steady())];
        try
        {
            var (after, last) = (_written[^(EventsBefore + 1)], _written[^1]);
            foreach (var reader in slow.Concat(steady))
            {
                await reader.OpenAsync(server.Address, after);
                await reader.ReadToAsync(last);
                reader.Network!.IsSlow = true;
            }
            var reading = slow.Select(reader => reader.ReadToEndAsync()).ToList();
            var readingOn = steady.Select(reader => reader.ReadToEndAsync()).ToList();

            await WriteAsync(server, Bytes);
            await fast.ReadToAsync(_written[^1]);
            fast.Positions.ShouldBe(_written);
            // What waits for them is in the journal. A heap grows as it likes, but not to a quarter of that.
            (server.ResidentBytes - memoryBefore).ShouldBeLessThan(slow.Count * Bytes / 4);

            await Eventually.HoldsAsync(
                () => slow.All(reader => reader.Network!.IsCut), what: "the slow readers are cut off");
            foreach (var reader in slow) reader.Network!.IsSlow = false;
            await Eventually.EndsAsync(Task.WhenAll(reading), what: "the slow readers notice it");
            readingOn.ShouldAllBe(still => !still.IsCompleted);
            foreach (var reader in steady) await ShouldBeWaitedForAsync(reader);
            await ShouldMissNothingAsync(new SocketReader(), slow[0], server.Address);
            await ShouldMissNothingAsync(new StreamedReader(), slow[1], server.Address);
        }
        finally
        {
            foreach (var reader in slow.Concat(steady))
            {
                await reader.DisposeAsync();
                reader.Network!.Dispose();
            }
        }
    }

    /// <summary>Writes so many bytes, one event after the other; each is acknowledged before the next.</summary>
    async Task WriteAsync(ServerProcess server, long bytes)
    {
        var api = new Api(server.Address, "/v1/t");
        for (var events = bytes / BytesPerEvent; events > 0; events--)
        {
            var number = _written.Count;
            // What nobody wants is in between.
            if (number % 8 == 0) (await api.Post("/invoices", "{}")).ShouldBe(201);
            var answer = await api.Put($"/orders/{number % 8}", $$"""{"text":"{{number}} {{_text}}"}""")
                .With("Prefer", "return=minimal");
            answer.ShouldBe(number < 8 ? 201 : 204);
            _written.Add(answer.Header("Patchlog-Position")!);
        }
    }

    static SlowNetwork Steady() => new() { BytesPerSecond = SteadyBytesPerSecond };

    /// <summary>It has missed nothing on the connection that it has had from the beginning.</summary>
    async Task ShouldBeWaitedForAsync(Reader steady)
    {
        steady.Network!.IsCut.ShouldBeFalse();
        steady.Network.IsSlow = false;
        await Eventually.HoldsAsync(() => steady.Last == _written[^1], () => steady.Positions.Count);

        steady.Positions.ShouldBe(_written.SkipWhile(position => position != steady.Positions[0]));
    }

    async Task ShouldMissNothingAsync(Reader again, Reader slow, Uri server)
    {
        await using var reader = again;
        await reader.OpenAsync(server, slow.Positions[^1]);
        await reader.ReadToAsync(_written[^1]);

        slow.Positions.Concat(reader.Positions)
            .ShouldBe(_written.SkipWhile(position => position != slow.Positions[0]));
    }
}

public sealed class SlowReaderTestsOnSqlite(SqliteBackend backend) : SlowReaderTests(backend);

public sealed class SlowReaderTestsOnPostgreSql(PostgresBackend backend) : SlowReaderTests(backend);
