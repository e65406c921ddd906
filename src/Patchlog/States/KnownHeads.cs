using System.Runtime.InteropServices;
using Patchlog.Journal;

namespace Patchlog.States;

/// <summary>
/// The head of each tenant's journal as far as this process knows, and which stretches of the journal this process
/// wrote itself. A state that was cached at some position still is current if no other process wrote since: if one such
/// stretch leads from there to the head. Not thread-safe: its owner has a lock.
/// </summary>
sealed class KnownHeads
{
    readonly Dictionary<Tenant, Known> _tenants = [];

    /// <summary>The last head that a tenant is known to have had.</summary>
    public Head Of(Tenant tenant) => _tenants.TryGetValue(tenant, out var known) ? known.Head : Head.Start;

    /// <summary>This process appended the events in (<paramref name="from"/>, <paramref name="to"/>].</summary>
    public void ObserveAppend(Tenant tenant, Position from, Position to)
    {
        var known = Find(tenant);
        known.Reached = Math.Max(known.Reached, to.Number);
        if (from != to)
            known.Add(from.Number, to.Number);
    }

    /// <summary>The tenant's journal has reached a head, whichever process wrote it.</summary>
    public void ObserveHead(Tenant tenant, Head head) => Find(tenant).Observe(head);

    /// <summary>
    /// Whether no other process wrote between a position and the head, which is known to have come as far as
    /// <paramref name="head"/>. Of a tenant that is not known nothing is current.
    /// </summary>
    public bool IsCurrent(Tenant tenant, Position asOf, Position head) =>
        _tenants.TryGetValue(tenant, out var known) && known.Leads(asOf.Number, Math.Max(known.Reached, head.Number));

    /// <summary>Whether there is no room to know another tenant.</summary>
    public bool IsFullFor(Tenant tenant) =>
        _tenants.Count >= StateLimits.MaxKnownTenants && !_tenants.ContainsKey(tenant);

    /// <summary>Forgets everything.</summary>
    public void Clear() => _tenants.Clear();

    Known Find(Tenant tenant)
    {
        ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(_tenants, tenant, out _);

        return known ??= new();
    }

    sealed class Known
    {
        // Disjoint, and none begins where another ends; the first was written first.
        readonly List<(long From, long To)> _stretches = new(1);

        /// <summary>The last event of which the digest is known.</summary>
        public Head Head { get; private set; }

        /// <summary>The last position that is known.</summary>
        public long Reached { get; set; }

        // Answers may come in another order than they were given in.
        public void Observe(Head head)
        {
            if (head.Position.Number > Head.Position.Number)
                Head = head;

            Reached = Math.Max(Reached, head.Position.Number);
        }

        public void Add(long from, long to)
        {
            for (var i = _stretches.Count - 1; i >= 0; i--)
            {
                var (start, end) = _stretches[i];
                if (end != from && start != to)
                    continue;

                _stretches.RemoveAt(i);
                (from, to) = (Math.Min(from, start), Math.Max(to, end));
            }

            _stretches.Add((from, to));
            if (_stretches.Count > StateLimits.MaxStretchesPerTenant)
                _stretches.RemoveAt(0);
        }

        public bool Leads(long asOf, long head)
        {
            if (asOf == head)
                return true;

            foreach (var (from, to) in _stretches)
                if (from <= asOf && asOf < head && head <= to)
                    return true;

            return false;
        }
    }
}
