using Patchlog.Server.Tests.Harness;
using Patchlog.Testing;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Http;

public sealed class DuplicateWithoutDatabaseTests(PostgresBackend postgres)
{
    // PostgreSQL's ReadyForQuery outside a transaction (protocol 3, "Message Formats"): the end of an answer.
    static readonly byte[] Answered = [(byte)'Z', 0, 0, 0, 5, (byte)'I'];

    [Fact]
    public async Task A_command_that_took_effect_is_acknowledged_even_if_its_document_can_t_be_read()
    {
        await using var network = TcpProxy.Start(postgres.Cluster.Port);
        var database = (await postgres.CreateDatabaseAsync())
            .Replace($":{postgres.Cluster.Port}/", $":{network.Port}/", StringComparison.Ordinal);
        await using var server = await ServerProcess.StartAsync(database, ("LOG_LEVEL", "fatal"));
        var creation = new Api(server.Address, "/v1/t").Post("/orders", """{"id":"42"}""").With("Idempotency-Key", "1");
        (await creation).ShouldBe(201);

        // The connection breaks when the current state is read, which is after the first outcome was found; there is no
        // other to read it with.
        network.IsRefusing = true;
        var cut = network.CutAtAnswer("from patchlog.aggregates"u8.ToArray(), Answered);
        Answer? again = null;

        // Where the server looks for something at that moment, it has the connection, and the trap waits for the next one.
        await Eventually.HoldsAsync(async () =>
        {
            again = await creation;
            return cut.IsCompleted;
        });

        again!.ShouldBe(201).IsDuplicate.ShouldBeTrue();
        again.Text.ShouldBeEmpty();
    }
}
