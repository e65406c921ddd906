using System.Diagnostics.CodeAnalysis;
using Patchlog.Json;
using Patchlog.Rules.Matching;
using Patchlog.Rules.Sessions;
using Patchlog.Scripting;

namespace Patchlog.Rules;

/// <summary>
/// A working memory under a rule set: assert facts, match, look at what the rules did. Not thread-safe; dispose it.
/// </summary>
/// <remarks>
/// A fault ends the session: nothing can be told of the working memory then, so every later call answers
/// <see cref="RuleFaultCodes.SessionDead"/>. What the rules did before is only to be read, never to be used.
/// </remarks>
public sealed class RuleSession : IDisposable
{
    readonly SessionPool _pool;
    readonly ScriptEngine _script;
    readonly SessionCore _core;
    bool _isBegun;
    bool _isRunning;
    bool _isFaultTold;
    bool _isDisposed;

    internal RuleSession(RuleSet rules, SessionPool pool, RuleSessionOptions options)
    {
        (Rules, Host) = (rules, options.Host);
        _pool = pool;

        var limits = options.Limits ?? rules.Options.Limits;
        var ambient = new ScriptAmbient(options.Now ?? TimeProvider.System.GetUtcNow(), options.Seed);
        _script = pool.Engines.Rent(ambient, limits.ForScripts(), options.Cancellation);
        _core = new SessionCore(this, pool.Network, pool.Take(), _script, options);

        // A fault here is told by the first call that needs the session.
        Run(_core.Begin, out _);
    }

    /// <summary>How many rules fired so far.</summary>
    public int Firings => Living.Runner.Firings;

    /// <summary>Why the session ended, or null while it lives.</summary>
    public RuleFault? Fault { get; private set; }

    /// <summary>The facts in working memory, in the order in which they were asserted.</summary>
    public IReadOnlyList<RuleFact> Facts => [.. Living.Facts().Select(Living.HandleOf)];

    /// <summary>
    /// Whether conditions are being evaluated: then functions of the host answer, and must not do anything.
    /// </summary>
    public bool IsMatching => Living.Runner.IsMatching;

    /// <summary>Whatever its host wants to find again in <see cref="RuleFunction"/>, or null.</summary>
    public object? Host { get; }

    internal RuleSet Rules { get; }

    /// <summary>The session, if it was not disposed: its memories serve another then.</summary>
    SessionCore Living
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return _core;
        }
    }

    /// <summary>Asserts a fact.</summary>
    /// <param name="type">A type that the files define, or a built-in one.</param>
    /// <param name="data">
    /// What its constructor is given; without one of its own the type takes the members that it names. A text for
    /// <c>Date</c> and <c>String</c>, a number for <c>Number</c>, and so on.
    /// </param>
    /// <exception cref="RuleException">There is no such type, a condition failed, or the session is dead.</exception>
    public RuleFact Assert(string type, JsonValue data) =>
        TryAssert(type, [data], out var fact, out var fault) ? fact : throw new RuleException(fault);

    /// <summary>Asserts a fact; see <see cref="Assert"/>.</summary>
    /// <param name="type">A type that the files define, or a built-in one.</param>
    /// <param name="arguments">What its constructor is given.</param>
    /// <param name="fact">The fact, if the answer is true.</param>
    /// <param name="fault">Why not, if the answer is false.</param>
    public bool TryAssert(
        string type,
        IReadOnlyList<JsonValue> arguments,
        [NotNullWhen(true)] out RuleFact? fact,
        [NotNullWhen(false)] out RuleFault? fault)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(arguments);

        RuleFact? made = null;
        Run(() => made = _core.HandleOf(_core.Assert(_core.Construct(type, arguments))), out fault);
        fact = made;

        return fact is not null && fault is null;
    }

    /// <summary>
    /// Asserts a document, of which nothing is lost: a number that JavaScript would round is a member which rules may
    /// replace and remove, but not read, and <see cref="TryAmend"/> finds what they have changed.
    /// </summary>
    /// <param name="type">A type that the files define, or one of the host.</param>
    /// <param name="document">
    /// The document; without a constructor of its own the type takes the members that it names.
    /// </param>
    /// <param name="fact">The fact, if the answer is true.</param>
    /// <param name="fault">Why not, if the answer is false.</param>
    public bool TryAssertDocument(
        string type, JsonObject document,
        [NotNullWhen(true)] out RuleFact? fact, [NotNullWhen(false)] out RuleFault? fault)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(document);

        RuleFact? made = null;
        Run(() => made = _core.AssertDocument(type, document), out fault);
        fact = made;

        return fact is not null && fault is null;
    }

    /// <summary>
    /// The document of a fact with what actions have set and removed in it. Members that the type of the fact does not
    /// name stay as they are, and so do those that no action has changed.
    /// </summary>
    /// <param name="fact">A fact of <see cref="TryAssertDocument"/>, in memory or retracted.</param>
    /// <param name="amended">The document; the very one that was asserted if nothing has changed.</param>
    /// <param name="fault">What is no JSON, if the answer is false.</param>
    public bool TryAmend(
        RuleFact fact, [NotNullWhen(true)] out JsonObject? amended, [NotNullWhen(false)] out RuleFault? fault)
    {
        ArgumentNullException.ThrowIfNull(fact);

        JsonObject? made = null;
        Run(() => made = _core.Amend(fact), out fault);
        amended = made;

        return amended is not null && fault is null;
    }

    /// <summary>Sets members of a fact, and lets the rules see it.</summary>
    /// <exception cref="RuleException">It was retracted, a condition failed, or the session is dead.</exception>
    public void Modify(RuleFact fact, JsonObject changes)
    {
        if (!TryModify(fact, changes, out var fault))
            throw new RuleException(fault);
    }

    /// <summary>Sets members of a fact, and lets the rules see it.</summary>
    public bool TryModify(RuleFact fact, JsonObject changes, [NotNullWhen(false)] out RuleFault? fault)
    {
        ArgumentNullException.ThrowIfNull(fact);
        ArgumentNullException.ThrowIfNull(changes);
        return Run(() => _core.Modify(InMemory(fact), changes), out fault);
    }

    /// <summary>Takes a fact out of working memory.</summary>
    /// <exception cref="RuleException">It was retracted before, a condition failed, or the session is dead.</exception>
    public void Retract(RuleFact fact)
    {
        if (!TryRetract(fact, out var fault))
            throw new RuleException(fault);
    }

    /// <summary>Takes a fact out of working memory.</summary>
    public bool TryRetract(RuleFact fact, [NotNullWhen(false)] out RuleFault? fault)
    {
        ArgumentNullException.ThrowIfNull(fact);
        return Run(() => _core.Retract(InMemory(fact)), out fault);
    }

    /// <summary>Gives the focus to an agenda group. A group that no rule belongs to is ignored.</summary>
    public void Focus(string group)
    {
        ArgumentNullException.ThrowIfNull(group);
        Living.Matcher.State.Agenda.Focus(group);
    }

    /// <summary>Tells the observer what a function of the host has to say, as if an action had emitted it.</summary>
    public void Emit(string name, IReadOnlyList<JsonValue> arguments) =>
        Living.Observer?.OnEmitted(name, arguments);

    /// <summary>Ends the match in progress after the action that runs.</summary>
    public void Halt() => Living.Runner.Halt();

    /// <summary>Fires rules until none is left, or one of them halts.</summary>
    /// <exception cref="RuleException">A rule failed, a limit was passed, or the session is dead.</exception>
    public void Match()
    {
        if (!TryMatch(out var fault))
            throw new RuleException(fault);
    }

    /// <summary>Fires rules until none is left, or one of them halts.</summary>
    public bool TryMatch([NotNullWhen(false)] out RuleFault? fault) => Run(() => _core.Runner.Match(), out fault);

    /// <summary>Fires rules until one of them halts, or nothing more comes.</summary>
    /// <param name="whenIdle">
    /// Called when no rule is left to fire. It asserts more facts and answers true, or answers false to end.
    /// </param>
    /// <param name="fault">What failed, if the answer is false.</param>
    public bool TryMatchUntilHalt(Func<RuleSession, bool> whenIdle, [NotNullWhen(false)] out RuleFault? fault)
    {
        ArgumentNullException.ThrowIfNull(whenIdle);

        return Run(
            () =>
            {
                while (!_core.Runner.Match() && whenIdle(this))
                {
                }
            },
            out fault);
    }

    /// <summary>Ends the session, and gives its memories to the next.</summary>
    public void Dispose()
    {
        if (_isDisposed)
            return;

        _isDisposed = true;
        _core.End();
        if (Fault is null)
            _pool.Return(_core.Matcher);
        _script.Dispose();
    }

    /// <summary>
    /// The JSON value of a fact. Its getters are scripts, and bounded as all are. In the middle of a run, for an
    /// observer, it has bounds of its own: whether somebody looks changes nothing of the run.
    /// </summary>
    internal JsonValue Export(Fact fact)
    {
        if (Living.TryExport(fact, isApart: _isRunning, out var json, out var fault))
            return json;

        if (!_isRunning)
            Fault ??= fault;

        throw new RuleException(fault);
    }

    static Fact InMemory(RuleFact fact) => fact.IsInMemory
        ? fact.Fact
        : throw new RuleException(new RuleFault(RuleFaultCodes.Fact, $"{fact} was retracted before."));

    /// <summary>Runs something under the limits. A fault ends the session.</summary>
    bool Run(Action action, [NotNullWhen(false)] out RuleFault? fault)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);

        if (Fault is not null)
        {
            // Whoever asks first learns the fault itself, also of a session that could not begin.
            fault = _isFaultTold ? Fault with { Code = RuleFaultCodes.SessionDead } : Fault;
            _isFaultTold = true;

            return false;
        }

        fault = null;
        var (isDone, wasRunning) = (false, _isRunning);

        _script.Enter();
        _isRunning = true;
        try
        {
            action();
            isDone = _isBegun = true;

            return true;
        }
        catch (Exception e) when (_core.Runner.TryExplain(e, out fault))
        {
            Fault = fault;
            _isFaultTold = _isBegun;

            return false;
        }
        finally
        {
            // A function or an observer of the host threw what is no fault: the network may be half way.
            if (!isDone)
                Fault ??= new RuleFault(RuleFaultCodes.Failed, "The host of the rules failed.");

            _isRunning = wasRunning;
            _script.Leave();
        }
    }
}
