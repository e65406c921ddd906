using System.Diagnostics.CodeAnalysis;
using Patchlog.Admission;

namespace Patchlog.Commands;

/// <summary>
/// Which of the decisions that wait is made next. Tenants and senders are served in turn. Decisions of a kind that has
/// been slow are made on some of the threads only, so that quick ones never wait for all threads to be done with slow
/// ones, however many tenants have those. Not thread-safe.
/// </summary>
/// <param name="maxSlow">Slow decisions at once.</param>
sealed class DecisionTurns<T>(int maxSlow)
    where T : class
{
    readonly FairQueue<Turn> _quick = new();
    readonly FairQueue<Turn> _slow = new();

    // Moving averages in milliseconds, of each kind for a tenant and for all. Who is new to a kind is taken for what it
    // is for others.
    readonly Dictionary<(Tenant Tenant, string Kind), double> _ofTenants = [];
    readonly Dictionary<string, double> _ofAll = new(StringComparer.Ordinal);
    int _slowRunning;

    /// <summary>The number of decisions that wait.</summary>
    public int Count => _quick.Count + _slow.Count;

    /// <summary>Adds a decision behind those of its flow.</summary>
    /// <param name="flow">Whose turn it takes.</param>
    /// <param name="kind">What decides: decisions of one kind take about the same time for a tenant.</param>
    /// <param name="work">The decision.</param>
    public void Enqueue(Flow flow, string kind, T work)
    {
        var turn = new Turn(flow, kind, work, IsSlow(flow.Tenant, kind));
        (turn.IsSlow ? _slow : _quick).Enqueue(flow, turn);
    }

    /// <summary>Takes the decision that is to be made next; false if none may be made now.</summary>
    public bool TryTake([NotNullWhen(true)] out Turn? turn)
    {
        if (_quick.TryDequeue(out turn))
            return true;

        if (_slowRunning == maxSlow || !_slow.TryDequeue(out turn))
            return false;

        _slowRunning++;
        return true;
    }

    /// <summary>A decision that was taken has been made.</summary>
    public void Complete(Turn turn, TimeSpan took)
    {
        if (turn.IsSlow)
            _slowRunning--;

        var wasSlow = IsSlow(turn.Flow.Tenant, turn.Kind);
        Observe(turn, took.TotalMilliseconds);
        if (wasSlow && !IsSlow(turn.Flow.Tenant, turn.Kind))
            Release(turn);
    }

    // What waits behind slow ones turned out to be quick.
    void Release(Turn quick)
    {
        List<Turn> released = [];
        _slow.RemoveAll(turn =>
        {
            var isReleased = turn.Flow.Tenant == quick.Flow.Tenant && turn.Kind == quick.Kind;
            if (isReleased)
                released.Add(turn);

            return isReleased;
        });

        foreach (var turn in released.OrderBy(turn => turn.Order))
            _quick.Enqueue(turn.Flow, turn with { IsSlow = false });
    }

    bool IsSlow(Tenant tenant, string kind) =>
        (_ofTenants.TryGetValue((tenant, kind), out var mean) || _ofAll.TryGetValue(kind, out mean))
        && mean > CommandLimits.SlowDecision.TotalMilliseconds;

    void Observe(Turn turn, double milliseconds)
    {
        if (_ofTenants.Count >= CommandLimits.MaxKnownDecisions)
            _ofTenants.Clear();

        if (_ofAll.Count >= CommandLimits.MaxKnownDecisions)
            _ofAll.Clear();

        var key = (turn.Flow.Tenant, turn.Kind);
        _ofTenants[key] = Mean(_ofTenants.TryGetValue(key, out var mean) ? mean : milliseconds, milliseconds);
        _ofAll[turn.Kind] = Mean(_ofAll.TryGetValue(turn.Kind, out var all) ? all : milliseconds, milliseconds);
    }

    static double Mean(double before, double next) => before + (next - before) / CommandLimits.DecisionsOfMean;

    /// <summary>A decision that waits or is being made.</summary>
    /// <param name="Flow">Whose turn it takes.</param>
    /// <param name="Kind">What decides.</param>
    /// <param name="Work">The decision.</param>
    /// <param name="IsSlow">Whether it counts as a slow one.</param>
    public sealed record Turn(Flow Flow, string Kind, T Work, bool IsSlow)
    {
        static long _count;

        /// <summary>Rises from one to the next.</summary>
        public long Order { get; } = Interlocked.Increment(ref _count);
    }
}
