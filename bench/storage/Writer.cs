using System.Globalization;
using System.Text;
using Npgsql;
using NpgsqlTypes;
using Patchlog.Server.Bench;

namespace Patchlog.Bench.Storage;

/// <summary>What a run reached.</summary>
/// <param name="PerSecond">Documents per second.</param>
/// <param name="DatabaseCpu">Processor time of the database's backend per document, in microseconds.</param>
readonly record struct Speed(double PerSecond, double DatabaseCpu);

/// <summary>Appends 64 documents per transaction: creates, or patches of documents that exist.</summary>
sealed class Writer(NpgsqlDataSource database, string sql, string body, int documentBytes)
{
    const int BatchSize = 64;
    readonly byte[] _document = BenchDocument.Render("0199b3c0-7e11-7000-8000-000000000000", documentBytes);

    readonly byte[] _patch = Encoding.UTF8.GetBytes(
        """
        [{"op":"replace","path":"/status","value":"paid"},{"op":"replace","path":"/total","value":1250.75},
        {"op":"add","path":"/tags/-","value":"rush"}]
        """);

    long _position;
    int _aggregates;

    /// <summary>Creates documents for as long as <paramref name="duration"/>; answers how fast it went.</summary>
    public Task<Speed> CreateAsync(TimeSpan duration) => RunAsync(duration, isCreate: true);

    /// <summary>Patches the documents created so far, in turn; answers how fast it went.</summary>
    public Task<Speed> PatchAsync(TimeSpan duration) => RunAsync(duration, isCreate: false);

    async Task<Speed> RunAsync(TimeSpan duration, bool isCreate)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        var batch = new Batch(command, body);
        await command.PrepareAsync();

        var clock = TimeProvider.System;
        var cpu = CpuOf(connection.ProcessID);
        var started = clock.GetTimestamp();
        long documents = 0;
        while (clock.GetElapsedTime(started) < duration)
        {
            for (var row = 0; row < BatchSize; row++)
            {
                var target = isCreate ? _aggregates++ : (int)((documents + row) % _aggregates);
                var version = isCreate ? 1 : NextVersion(target);
                batch.Set(row, ++_position, target, version, isCreate ? _document : _patch, _document);
            }

            await command.ExecuteNonQueryAsync();
            documents += BatchSize;
        }

        var elapsed = clock.GetElapsedTime(started);
        return new(documents / elapsed.TotalSeconds, (CpuOf(connection.ProcessID) - cpu).TotalMicroseconds / documents);
    }

    // Time that Linux gave to the backend: unlike the speed, it hardly moves when the machine has other work.
    static TimeSpan CpuOf(int process)
    {
        var nanoseconds = File.ReadAllText($"/proc/{process}/schedstat").Split(' ')[0];
        return TimeSpan.FromMicroseconds(long.Parse(nanoseconds, CultureInfo.InvariantCulture) / 1000.0);
    }

    readonly Dictionary<int, long> _versions = [];

    long NextVersion(int target) => _versions[target] = _versions.GetValueOrDefault(target, 1) + 1;

    sealed class Batch
    {
        readonly long[] _positions = new long[BatchSize];
        readonly string[] _commandIds = new string[BatchSize];
        readonly byte[][] _digests = new byte[BatchSize][];
        readonly string[] _targetNames = new string[BatchSize];
        readonly string[] _targetIds = new string[BatchSize];
        readonly long[] _versions = new long[BatchSize];
        readonly string[] _types = new string[BatchSize];
        readonly ReadOnlyMemory<byte>[] _bodies = new ReadOnlyMemory<byte>[BatchSize];
        readonly ReadOnlyMemory<byte>[] _states = new ReadOnlyMemory<byte>[BatchSize];

        public Batch(NpgsqlCommand command, string body)
        {
            var json = Enum.Parse<NpgsqlDbType>(body, ignoreCase: true);
            Add("default", NpgsqlDbType.Text);
            Add(_positions, NpgsqlDbType.Array | NpgsqlDbType.Bigint);
            Add(_commandIds, NpgsqlDbType.Array | NpgsqlDbType.Text);
            Add(_digests, NpgsqlDbType.Array | NpgsqlDbType.Bytea);
            Add(_targetNames, NpgsqlDbType.Array | NpgsqlDbType.Text);
            Add(_targetIds, NpgsqlDbType.Array | NpgsqlDbType.Text);
            Add(_versions, NpgsqlDbType.Array | NpgsqlDbType.Bigint);
            Add(_types, NpgsqlDbType.Array | NpgsqlDbType.Text);
            Add(_bodies, NpgsqlDbType.Array | json);
            Add(_states, NpgsqlDbType.Array | json);

            void Add<T>(T value, NpgsqlDbType type) =>
                command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value, NpgsqlDbType = type });
        }

        public void Set(int row, long position, int target, long version, byte[] eventBody, byte[] state)
        {
            _positions[row] = position;
            _commandIds[row] = Guid.CreateVersion7().ToString();
            _digests[row] = new byte[32];
            _targetNames[row] = BenchDocument.TargetName;
            // Spread like real ids: neighbours in time are neighbours in the index, as with UUIDv7.
            _targetIds[row] = string.Create(CultureInfo.InvariantCulture, $"0199b3c0-7e11-7000-8000-{target:x12}");
            _versions[row] = version;
            _types[row] = version == 1 ? "create" : "patch";
            _bodies[row] = eventBody;
            _states[row] = state;
        }
    }
}
