using System.Collections.Immutable;
using System.Globalization;

namespace Patchlog.Intake;

/// <summary>The faults of one envelope: all of them up to a bound, each with its place. Not thread-safe.</summary>
sealed class EnvelopeFaults
{
    readonly ImmutableArray<ProblemError>.Builder _errors = ImmutableArray.CreateBuilder<ProblemError>();

    public bool Any => _errors.Count > 0;

    /// <summary>Notes a fault.</summary>
    /// <param name="pointer">The place of the fault (RFC 6901), from the envelope's root.</param>
    /// <param name="code">A stable word for a program.</param>
    /// <param name="detail">A sentence for a person.</param>
    public void Add(string pointer, string code, string detail)
    {
        if (_errors.Count < EnvelopeLimits.MaxErrors)
            _errors.Add(new(pointer, code, detail));
    }

    /// <summary>The problem that tells of all of them.</summary>
    public Problem ToProblem() => new(ProblemCode.InvalidCommand, _errors.Count == 1
        ? _errors[0].Detail
        : string.Create(CultureInfo.InvariantCulture, $"The command has {_errors.Count} faults; see errors."))
    {
        Errors = _errors.ToImmutable(),
    };
}
