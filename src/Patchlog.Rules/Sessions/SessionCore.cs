using System.Diagnostics.CodeAnalysis;
using Jint;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime;
using Patchlog.Json;
using Patchlog.Rules.Matching;
using Patchlog.Rules.Network;
using Patchlog.Scripting;

namespace Patchlog.Rules.Sessions;

/// <summary>
/// A session from the inside: what the host and actions do to working memory, as values of the engine.
/// </summary>
sealed class SessionCore
{
    readonly RuleNetwork _network;
    readonly EngineTools _tools;
    readonly ScriptEngine _script;
    readonly Declarations _declarations;
    readonly Dictionary<Fact, RuleFact> _handles = [];

    public SessionCore(
        RuleSession session, RuleNetwork network, Matcher matcher, ScriptEngine script, RuleSessionOptions options)
    {
        Session = session;
        Matcher = matcher;
        Limits = options.Limits ?? session.Rules.Options.Limits;
        Observer = options.Observer;
        _network = network;
        _script = script;
        _declarations = new Declarations(script);

        _tools = script.Attachment(
            session.Rules, engine => new EngineTools(engine, network, session.Rules.Options));
        _tools.Session = this;
        Runner = new ActionRunner(this, script, _tools);
    }

    public RuleSession Session { get; }

    public RuleLimits Limits { get; }

    public RuleObserver? Observer { get; }

    public Matcher Matcher { get; }

    public ActionRunner Runner { get; }

    /// <summary>The declaration that is being evaluated, or null.</summary>
    public DeclaredScript? Declaring => _declarations.Current;

    /// <summary>Makes the functions, types and globals of the rules, and lets the rules see an empty memory.</summary>
    public void Begin()
    {
        Matcher.State.Begin(_script, _tools);
        _tools.InstallGlobals();
        _declarations.Evaluate(_network, Matcher.State.Types);
        _tools.FillScope();
        Runner.Match(Matcher.Begin);
    }

    public void End() => _tools.Session = null;

    public IEnumerable<Fact> Facts()
    {
        for (var fact = Matcher.State.Facts.First; fact is not null; fact = fact.Next)
            yield return fact;
    }

    /// <summary>The facts' values, of one type if one is given.</summary>
    public JsValue[] ValuesOf(JsValue type) =>
        [.. Facts().Select(fact => fact.Value).Where(value => type.IsUndefined() || IsOf(value, type))];

    public bool TryFind(JsValue value, [NotNullWhen(true)] out Fact? fact) =>
        Matcher.State.Facts.TryFind(value, out fact);

    /// <summary>A value of a type, of what its constructor is given.</summary>
    /// <exception cref="RuleException">There is no such type, or a number would be rounded.</exception>
    public JsValue Construct(string type, IReadOnlyList<JsonValue> arguments)
    {
        var index = Array.LastIndexOf(_network.TypeNames, type);
        if (index < 0)
            throw Refused(RuleFaultCodes.Undeclared, $"Nothing defines the type '{type}'.");

        if (index >= FactTypes.BuiltIn.Length)
        {
            return _declarations.TryConstruct(index - FactTypes.BuiltIn.Length, arguments, out var made, out var fault)
                ? made
                : throw Refused(RuleFaultCodes.Fact, fault?.Message ?? "The fact is not JSON.");
        }

        var value = Import(arguments.Count > 0 ? arguments[0] : JsonValue.Null);
        return index == FactTypes.Date ? _script.Engine.Construct(_tools.Date, [value]) : value;
    }

    public Fact Assert(JsValue value)
    {
        if (Matcher.State.Facts.Count >= Limits.MaxFacts)
        {
            throw new RuleException(Runner.Blame(
                RuleFaultCodes.Facts, $"There are more than {Limits.MaxFacts} facts."));
        }

        if (value.Type is Types.Null or Types.Undefined)
            throw new JavaScriptException(_script.Engine.Intrinsics.TypeError, $"{value} can't be a fact");

        Fact? made = null;
        Runner.Match(() => made = Matcher.Assert(value));
        var fact = made ?? throw new InvalidOperationException("The assertion made no fact.");
        Observer?.OnAsserted(HandleOf(fact));
        return fact;
    }

    /// <summary>Asserts a fact that is made of a document, and remembers of which.</summary>
    /// <exception cref="RuleException">There is no such type, or its constructor made what is no JSON.</exception>
    public RuleFact AssertDocument(string type, JsonObject document)
    {
        var index = Array.LastIndexOf(_network.TypeNames, type) - FactTypes.BuiltIn.Length;
        if (index < 0)
            throw Refused(RuleFaultCodes.Undeclared, $"No file defines the type '{type}'.");

        var value = _declarations.ConstructDocument(index, document, out var taken);
        var handle = HandleOf(Assert(value));
        handle.Origin = new(document, taken ?? Export(value, document));

        return handle;
    }

    /// <summary>The document of a fact with what actions have changed.</summary>
    /// <exception cref="RuleException">They have made what is no JSON.</exception>
    public JsonObject Amend(RuleFact fact)
    {
        var document = fact.Origin
            ?? throw new ArgumentException("The fact is made of no document.", nameof(fact));

        var now = Export(fact.Fact.Value, document.Taken);
        _script.Spend(document.Whole.Count + now.Count);

        return document.With(now);
    }

    public void Modify(Fact fact)
    {
        Runner.Match(() => Matcher.Modify(fact));
        Observer?.OnModified(HandleOf(fact));
    }

    /// <summary>Sets members of a fact before it is modified.</summary>
    public void Modify(Fact fact, JsonObject changes)
    {
        foreach (var (name, value) in changes.Members)
            fact.Value.Set(name, Import(value), fact.Value);
        Modify(fact);
    }

    public void Retract(Fact fact)
    {
        Runner.Match(() => Matcher.Retract(fact));
        Observer?.OnRetracted(HandleOf(fact));
    }

    public RuleFact HandleOf(Fact fact)
    {
        if (_handles.TryGetValue(fact, out var known))
            return known;

        var handle = new RuleFact(Session, fact, fact.Type < 0 ? "" : _network.TypeNames[fact.Type]);
        _handles.Add(fact, handle);
        return handle;
    }

    /// <summary>The JSON value, or undefined where there is none.</summary>
    /// <exception cref="RuleException">A number would be rounded.</exception>
    public JsValue Import(JsonValue? value)
    {
        if (value is null)
            return JsValue.Undefined;
        return _script.Json.TryImport(value, out var imported, out var fault)
            ? imported
            : throw Refused(RuleFaultCodes.Fact, fault.Message);
    }

    /// <summary>
    /// A value with what it inherits from the defaults of its type; its numbers as they were written.
    /// </summary>
    /// <exception cref="RuleException">It is not JSON.</exception>
    public JsonValue ToJson(JsValue value) =>
        _script.Json.TryExportDocument(value, before: null, out var json, out var fault, inherited: true)
            ? json
            : throw Refused(RuleFaultCodes.Fact, fault.Message);

    /// <summary>
    /// The same of a fact: from outside of the session's methods or, apart from its bounds, within them.
    /// </summary>
    /// <returns>False if a script that it asks has failed or passed a bound.</returns>
    /// <exception cref="RuleException">It is not JSON.</exception>
    public bool TryExport(
        Fact fact, bool isApart, [NotNullWhen(true)] out JsonValue? json, [NotNullWhen(false)] out RuleFault? fault)
    {
        (json, fault) = (null, null);
        if (!isApart)
            _script.Enter();

        try
        {
            json = isApart ? LookAt(fact.Value) : ToJson(fact.Value);

            return true;
        }
        catch (Exception e) when (e is not RuleException && Runner.TryExplain(e, out fault))
        {
            return false;
        }
        finally
        {
            if (!isApart)
                _script.Leave();
        }
    }

    /// <summary>The same; null if it is not JSON.</summary>
    public JsonValue? ToJsonOrNull(JsValue value) =>
        _script.Json.TryExportDocument(value, before: null, out var json, out _, inherited: true) ? json : null;

    /// <summary>
    /// A value as somebody sees it who only looks: no script runs, and no bound of the session is touched.
    /// </summary>
    /// <exception cref="RuleException">It is not JSON.</exception>
    public JsonValue LookAt(JsValue value) => _script.RunApart(
        Limits.ForScripts(),
        () => _script.Json.TryLookAt(value, out var json, out var fault)
            ? json
            : throw Refused(RuleFaultCodes.Fact, fault.Message));

    /// <summary>The members that a fact has of its own.</summary>
    JsonObject Export(JsValue value, JsonObject before) =>
        value is not ObjectInstance instance
            ? throw new RuleException(Runner.Blame(RuleFaultCodes.Fact, "A constructor has made what is no object."))
        : _script.Json.TryExportMembers(instance, before, out var members, out var fault) ? members
            : throw new RuleException(Runner.Blame(RuleFaultCodes.Fact, fault.Message, fault));

    static RuleException Refused(string code, string message) => new(new RuleFault(code, message));

    bool IsOf(JsValue value, JsValue type) =>
        ReferenceEquals(_tools.IsOf.Call(JsValue.Undefined, [value, type]), JsBoolean.True);
}
