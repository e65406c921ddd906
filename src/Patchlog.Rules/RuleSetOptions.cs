using Patchlog.Json;
using Patchlog.Scripting;

namespace Patchlog.Rules;

/// <summary>What a rule set needs from its host.</summary>
public sealed record RuleSetOptions
{
    /// <summary>No imports, no functions of the host, the usual order and limits.</summary>
    public static RuleSetOptions Default { get; } = new();

    /// <summary>
    /// Answers the text of an imported file, or null if there is none. The path is relative as the name of the first
    /// file is, with <c>/</c> between folders, and never leads out of where that begins. Default: there are no files.
    /// Throw <see cref="RuleException"/> to say why a file is refused.
    /// </summary>
    public Func<string, string?> Import { get; init; } = static _ => null;

    /// <summary>
    /// Functions of the host, which conditions, actions and functions of the rules call by name. An answer of null
    /// is undefined in JavaScript. An exception ends the session; throw <see cref="RuleException"/> to say why.
    /// </summary>
    public IReadOnlyDictionary<string, RuleFunction> Functions { get; init; } =
        new Dictionary<string, RuleFunction>();

    /// <summary>
    /// Types whose facts the host asserts, and which rules may name though no file defines them: their facts keep
    /// whatever members they are given. A file that defines one of them says which members it wants.
    /// </summary>
    public IReadOnlyList<string> HostTypes { get; init; } = [];

    /// <summary>
    /// What decides which activation fires first, the most important first. Default: salience, then the latest.
    /// </summary>
    public IReadOnlyList<ConflictStrategy> ConflictResolution { get; init; } =
        [ConflictStrategy.Salience, ConflictStrategy.ActivationRecency];

    /// <summary>Bounds on each session, where it states none of its own.</summary>
    public RuleLimits Limits { get; init; } = RuleLimits.Default;

    /// <summary>Where engines come from, possibly for several rule sets; a pool of its own if null.</summary>
    public ScriptPool? Engines { get; init; }
}

/// <summary>A function of the host that rules call.</summary>
/// <param name="session">The session that calls.</param>
/// <param name="arguments">What it is called with; undefined is null.</param>
/// <returns>The answer; null is undefined in JavaScript.</returns>
public delegate JsonValue? RuleFunction(RuleSession session, IReadOnlyList<JsonValue> arguments);
