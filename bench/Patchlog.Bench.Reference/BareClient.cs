using System.Reflection;
using Npgsql;
using NpgsqlTypes;
using Patchlog.Server.Bench;

namespace Patchlog.Bench.Reference;

/// <summary>One connection that commits documents as fast as PostgreSQL takes them, some per transaction.</summary>
sealed class BareClient(NpgsqlDataSource database, int documentsPerTransaction, int documentBytes)
{
    const NpgsqlDbType TextType = NpgsqlDbType.Text, Texts = NpgsqlDbType.Array | TextType;
    const NpgsqlDbType JsonType = NpgsqlDbType.Json, Jsons = NpgsqlDbType.Array | JsonType;

    readonly byte[] _document = BenchDocument.Render(Guid.CreateVersion7().ToString(), documentBytes);

    public static NpgsqlDataSource Open(string connectionString, int connections)
    {
        var builder = new NpgsqlSlimDataSourceBuilder(
            $"{connectionString};Maximum Pool Size={connections};No Reset On Close=true");
        builder.EnableArrays();
        return builder.Build();
    }

    public static async Task CreateTablesAsync(NpgsqlDataSource database)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var batch = new NpgsqlBatch(connection);
        foreach (var statement in Sql("tables").TrimEnd().TrimEnd(';').Split(';'))
            batch.BatchCommands.Add(new NpgsqlBatchCommand(statement));
        await batch.ExecuteNonQueryAsync();
    }

    /// <summary>Commits for as long as <paramref name="duration"/>; answers how many documents.</summary>
    public async Task<long> RunAsync(TimeSpan duration)
    {
        await using var connection = await database.OpenConnectionAsync();
        // A batch without an explicit transaction is one: begun, committed and answered in one round trip.
        await using var transaction = documentsPerTransaction == 1 ? SingleOn(connection) : ManyOn(connection);
        await transaction.PrepareAsync();

        var started = TimeProvider.System.GetTimestamp();
        long documents = 0;
        while (TimeProvider.System.GetElapsedTime(started) < duration)
        {
            if (documentsPerTransaction == 1)
                SetOne(transaction);
            else
                SetMany(transaction);
            await transaction.ExecuteNonQueryAsync();
            documents += documentsPerTransaction;
        }

        return documents;
    }

    static NpgsqlBatch SingleOn(NpgsqlConnection connection) => new(connection)
    {
        BatchCommands =
        {
            new(Sql("insert_one_event")) { Parameters = { Of<string>(TextType), Of<string>(TextType), Of<byte[]>(JsonType) } },
            new(Sql("insert_one_state")) { Parameters = { Of<string>(TextType), Of<byte[]>(JsonType) } },
        },
    };

    static NpgsqlBatch ManyOn(NpgsqlConnection connection) => new(connection)
    {
        BatchCommands =
        {
            new(Sql("insert_event")) { Parameters = { Of<string[]>(Texts), Of<string[]>(Texts), Of<byte[][]>(Jsons) } },
            new(Sql("insert_state")) { Parameters = { Of<string[]>(Texts), Of<byte[][]>(Jsons) } },
        },
    };

    void SetOne(NpgsqlBatch transaction)
    {
        var id = Guid.CreateVersion7().ToString();
        Set(transaction, Guid.CreateVersion7().ToString(), id, _document);
    }

    void SetMany(NpgsqlBatch transaction)
    {
        var ids = new string[documentsPerTransaction];
        var commandIds = new string[documentsPerTransaction];
        var documents = new byte[documentsPerTransaction][];
        for (var row = 0; row < documentsPerTransaction; row++)
        {
            ids[row] = Guid.CreateVersion7().ToString();
            commandIds[row] = Guid.CreateVersion7().ToString();
            documents[row] = _document;
        }

        Set(transaction, commandIds, ids, documents);
    }

    static void Set<TText, TJson>(NpgsqlBatch transaction, TText commandId, TText id, TJson document)
    {
        var (@event, state) = (transaction.BatchCommands[0].Parameters, transaction.BatchCommands[1].Parameters);
        ((NpgsqlParameter<TText>)@event[0]).TypedValue = commandId;
        ((NpgsqlParameter<TText>)@event[1]).TypedValue = id;
        ((NpgsqlParameter<TJson>)@event[2]).TypedValue = document;
        ((NpgsqlParameter<TText>)state[0]).TypedValue = id;
        ((NpgsqlParameter<TJson>)state[1]).TypedValue = document;
    }

    static NpgsqlParameter<T> Of<T>(NpgsqlDbType type) => new() { NpgsqlDbType = type };

    public static NpgsqlParameter<string> Text() => Of<string>(TextType);

    public static NpgsqlParameter<byte[]> Json() => Of<byte[]>(JsonType);

    public static string Sql(string name)
    {
        using var text = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!);
        return text.ReadToEnd();
    }
}
