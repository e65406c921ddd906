using Npgsql;

namespace Patchlog.Journal.Postgres;

/// <summary>Reads the rows of a statement that may have more of them than anybody wants.</summary>
static class StoppableRows
{
    /// <summary>Reads rows until one is the last that is wanted.</summary>
    /// <param name="source">The database.</param>
    /// <param name="command">The statement.</param>
    /// <param name="take">Takes a row; false if no other is wanted.</param>
    /// <param name="isCutShort">
    /// Whether so much is left at the end that the statement is rather stopped than read to its end.
    /// </param>
    /// <param name="cancellation">Ends the read.</param>
    public static async Task ReadAsync(
        NpgsqlDataSource source, NpgsqlCommand command, Func<NpgsqlDataReader, bool> take, Func<bool> isCutShort,
        CancellationToken cancellation)
    {
        // A connection in hand: without it a statement can't be stopped.
        await using var connection = await source.OpenConnectionAsync(cancellation);
        command.Connection = connection;

        var rows = await command.ExecuteReaderAsync(cancellation);
        try
        {
            while (await rows.ReadAsync(cancellation) && take(rows))
            {
                // The row was taken.
            }
        }
        finally
        {
            await CloseAsync(command, rows, isCutShort());
        }
    }

    static async Task CloseAsync(NpgsqlCommand command, NpgsqlDataReader rows, bool isCut)
    {
        if (isCut)
            command.Cancel();

        try
        {
            await rows.DisposeAsync();
        }
        catch (PostgresException failure) when (isCut && failure.SqlState == PostgresErrorCodes.QueryCanceled)
        {
            // As asked.
        }
    }
}
