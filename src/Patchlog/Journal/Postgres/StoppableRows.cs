using System.Data;
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
        var rows = await FirstExchange.OfReadAsync(() => BeginAsync(source, command, cancellation));
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

    /// <summary>Runs the statement; its rows give the connection back when they are disposed.</summary>
    static async Task<NpgsqlDataReader> BeginAsync(
        NpgsqlDataSource source, NpgsqlCommand command, CancellationToken cancellation)
    {
        // A connection in hand: without it a statement can't be stopped.
        var connection = await source.OpenConnectionAsync(cancellation);
        try
        {
            command.Connection = connection;

            return await command.ExecuteReaderAsync(CommandBehavior.CloseConnection, cancellation);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
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
