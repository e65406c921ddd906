namespace Patchlog.Rules.Syntax;

/// <summary>The faults of one rule set, so many and no more.</summary>
sealed class FaultList
{
    readonly List<RuleFault> _faults = [];

    /// <summary>What was found, in order.</summary>
    public IReadOnlyList<RuleFault> All => _faults;

    /// <summary>How many were found.</summary>
    public int Count => _faults.Count;

    /// <summary>Whether more would not be kept, so that there is no use in looking for them.</summary>
    public bool IsFull => _faults.Count >= SyntaxLimits.MaxFaults;

    /// <summary>Whether a rule has a fault already: then what it lacks is often only what could not be read.</summary>
    public bool HasFaultIn(string rule) => _faults.Exists(fault => fault.Rule == rule);

    /// <summary>Adds a fault, unless there are many already.</summary>
    public void Add(RuleFault fault)
    {
        if (!IsFull)
            _faults.Add(fault);
    }
}
