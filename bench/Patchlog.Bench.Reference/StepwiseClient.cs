using Npgsql;
using Patchlog.Server.Bench;

namespace Patchlog.Bench.Reference;

/// <summary>
/// One connection that commits one document per transaction as most programs do: begin, insert, insert, commit, each
/// statement prepared and awaited.
/// </summary>
sealed class StepwiseClient(NpgsqlDataSource database, int documentBytes)
{
    readonly byte[] _document = BenchDocument.Render(Guid.CreateVersion7().ToString(), documentBytes);

    /// <summary>Commits for as long as <paramref name="duration"/>; answers how many documents.</summary>
    public async Task<long> RunAsync(TimeSpan duration)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var @event = new NpgsqlCommand(BareClient.Sql("insert_one_event"), connection)
        {
            Parameters = { BareClient.Text(), BareClient.Text(), BareClient.Json() },
        };
        await using var state = new NpgsqlCommand(BareClient.Sql("insert_one_state"), connection)
        {
            Parameters = { BareClient.Text(), BareClient.Json() },
        };
        await @event.PrepareAsync();
        await state.PrepareAsync();

        var started = TimeProvider.System.GetTimestamp();
        long documents = 0;
        for (; TimeProvider.System.GetElapsedTime(started) < duration; documents++)
        {
            var id = Guid.CreateVersion7().ToString();
            Set(@event, 0, Guid.CreateVersion7().ToString());
            Set(@event, 1, id);
            Set(@event, 2, _document);
            Set(state, 0, id);
            Set(state, 1, _document);
            await using var transaction = await connection.BeginTransactionAsync();
            await @event.ExecuteNonQueryAsync();
            await state.ExecuteNonQueryAsync();
            await transaction.CommitAsync();
        }
        return documents;
    }

    static void Set<T>(NpgsqlCommand command, int parameter, T value) =>
        ((NpgsqlParameter<T>)command.Parameters[parameter]).TypedValue = value;
}
