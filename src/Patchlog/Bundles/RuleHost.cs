using System.Collections.Immutable;
using Patchlog.Json;
using Patchlog.Rules;
using Patchlog.Scripting;

namespace Patchlog.Bundles;

/// <summary>
/// What the rules of a bundle can do beside the language itself. Whoever runs them gives one to the session as its
/// host.
/// </summary>
abstract class RuleHost
{
    const string HowToReject =
        "reject takes a code (1-63 characters of A-Z a-z 0-9 _ -), a message, and a JSON Pointer if one place is "
        + "meant.";

    /// <summary>The types of facts that rules may name without a definition.</summary>
    public static ImmutableArray<string> Types { get; } = [RuleFile.Command, RuleFile.Before, RuleFile.Aggregate];

    /// <summary>The bounds on a run of the rules of one file.</summary>
    public static RuleLimits Limits { get; } = new() { MaxAllocatedBytes = 64 << 20 };

    /// <summary>
    /// The bounds on engines, for all files of a bundle. There is no <c>BigInt</c>, whose arithmetic no bound ends.
    /// </summary>
    public static ScriptLimits Script { get; } = new()
    {
        MaxStatements = Limits.MaxSteps,
        MaxTime = Limits.MaxTime,
        MaxAllocatedBytes = Limits.MaxAllocatedBytes,
        AllowsBigInt = false,
    };

    /// <summary>The functions that rules may call.</summary>
    public static ImmutableDictionary<string, RuleFunction> Functions { get; } =
        ImmutableDictionary<string, RuleFunction>.Empty
            .Add("reject", Reject)
            .Add("uuid", (session, _) => Of(session).NextUuid().ToString());

    /// <summary>Refuses the command, for one reason of possibly several.</summary>
    protected abstract void Reject(ProblemError why);

    /// <summary>The next UUID of the command.</summary>
    protected abstract Guid NextUuid();

    static JsonValue? Reject(RuleSession session, IReadOnlyList<JsonValue> arguments)
    {
        var pointer = arguments.Count > 2 ? (arguments[2] as JsonString)?.Value : "";
        if (arguments is not [JsonString { Value: var code }, JsonString { Value: var message }, ..]
            || !Patchlog.Command.IsName(code) || pointer is not { Length: <= BundleLimits.MaxRejectionPointerLength }
            || !JsonPointer.TryParse(pointer, out _))
        {
            throw new RuleException(new RuleFault(RuleFaultCodes.Failed, HowToReject));
        }

        if (session.IsMatching)
            throw new RuleException(new RuleFault(RuleFaultCodes.Failed, "It rejects, which only actions may."));

        Of(session).Reject(new(pointer, code, message));

        return null;
    }

    static RuleHost Of(RuleSession session) => session.Host as RuleHost
        ?? throw new InvalidOperationException("The session was begun without a host.");
}
