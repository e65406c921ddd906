using System.Diagnostics.CodeAnalysis;
using Patchlog.Rules.Network;
using Patchlog.Rules.Sessions;
using Patchlog.Rules.Syntax;
using Patchlog.Scripting;

namespace Patchlog.Rules;

/// <summary>
/// Rules in the nools language, compiled once. Immutable and thread-safe: any number of sessions, one after another
/// or at once, share it.
/// </summary>
/// <example>
/// <code>
/// var rules = RuleSet.Compile("""
///     define Order { id: "", total: 0, discount: 0 }
///     rule "big order" {
///         when { o : Order o.total > 100 &amp;&amp; o.discount == 0; }
///         then { modify(o, function () { this.discount = 10; }); }
///     }
///     """);
///
/// using var session = rules.NewSession();
/// var order = session.Assert("Order", JsonValue.Parse("""{"id":"o1","total":150}"""));
/// session.Match();
/// Console.WriteLine(order.ToJson());   // {"id":"o1","total":150,"discount":10}
/// </code>
/// </example>
public sealed class RuleSet
{
    readonly SessionPool _sessions;

    RuleSet(RuleNetwork network, RuleSetOptions options)
    {
        Options = options;
        _sessions = new SessionPool(network, options.Engines ?? new ScriptPool(options.Limits.ForScripts()));
        RuleNames = [.. network.Rules.Select(rule => rule.Name)];
        TypeNames = network.TypeNames;
        DefinedTypeNames =
        [
            .. network.Scripts.Select(script => script.Declaration).OfType<Declaration.Define>()
                .Where(define => !define.IsOpen).Select(define => define.Name),
        ];
    }

    /// <summary>The names of the rules, in the order of the files.</summary>
    public IReadOnlyList<string> RuleNames { get; }

    /// <summary>The types that facts can have: the built-in ones, then those that the files define.</summary>
    public IReadOnlyList<string> TypeNames { get; }

    /// <summary>The types that the files define, in their order.</summary>
    public IReadOnlyList<string> DefinedTypeNames { get; }

    internal RuleSetOptions Options { get; }

    /// <summary>Compiles a rule file and what it imports.</summary>
    /// <param name="source">The file.</param>
    /// <param name="options">What the rules need from their host; null for nothing.</param>
    /// <param name="rules">The rules, if the answer is true.</param>
    /// <param name="faults">All that is wrong, if the answer is false; else empty.</param>
    public static bool TryCompile(
        RuleSource source,
        RuleSetOptions? options,
        [NotNullWhen(true)] out RuleSet? rules,
        out IReadOnlyList<RuleFault> faults)
    {
        ArgumentNullException.ThrowIfNull(source);
        options ??= RuleSetOptions.Default;
        rules = NetworkCompiler.TryCompile(source, options, out var network, out faults)
            ? new RuleSet(network, options)
            : null;
        return rules is not null;
    }

    /// <summary>Compiles the text of a rule file.</summary>
    /// <exception cref="RuleException">Something is wrong: the exception lists all of it.</exception>
    public static RuleSet Compile(string text, RuleSetOptions? options = null) =>
        Compile(new RuleSource("rules.nools", text), options);

    /// <summary>Compiles a rule file and what it imports.</summary>
    /// <exception cref="RuleException">Something is wrong: the exception lists all of it.</exception>
    public static RuleSet Compile(RuleSource source, RuleSetOptions? options = null) =>
        TryCompile(source, options, out var rules, out var faults) ? rules : throw new RuleException(faults);

    /// <summary>
    /// Begins a session: an empty working memory under these rules. It costs microseconds. Dispose it, so that its
    /// memories serve the next.
    /// </summary>
    public RuleSession NewSession(RuleSessionOptions? options = null) =>
        new(this, _sessions, options ?? RuleSessionOptions.Default);
}
