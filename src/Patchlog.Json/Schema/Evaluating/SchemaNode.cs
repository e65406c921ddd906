using Patchlog.Json.Schema.Keywords;
using Patchlog.Json.Schema.Resources;
using Patchlog.Json.Values;

namespace Patchlog.Json.Schema.Evaluating;

/// <summary>The types that <c>type</c> can name, as a set.</summary>
[Flags]
enum TypeSet
{
    None = 0,
    Null = 1,
    Boolean = 2,
    Integer = 4,
    Number = 8,
    String = 16,
    Array = 32,
    Object = 64,
    All = Null | Boolean | Integer | Number | String | Array | Object,
}

/// <summary>
/// A compiled schema. It is filled after it was made, since schemas may refer to each other in circles.
/// </summary>
sealed class SchemaNode(SchemaSite site)
{
    const int KindCount = 7;

    static readonly Assertion[] Nothing = [];

    /// <summary>By <see cref="JsonKind"/>: what is to be checked of such a value.</summary>
    readonly Assertion[][] _assertions = [Nothing, Nothing, Nothing, Nothing, Nothing, Nothing, Nothing];

    /// <summary>By <see cref="JsonKind"/>: a bit for each kind that the type allows.</summary>
    int _kinds = (1 << KindCount) - 1;
    TypeSet _types = TypeSet.All;
    bool _demandsInteger;
    bool _isFalse;
    bool _isUnusual;
    SchemaNode? _target;

    /// <summary>
    /// What applying the schema costs; 0 for one that applies no other, which the one around it pays for.
    /// </summary>
    int _cost;
    UnevaluatedAssertion? _unevaluatedMembers;
    UnevaluatedAssertion? _unevaluatedItems;
    ResourceAnchors? _anchors;

    public SchemaSite Site { get; } = site;

    /// <summary>Makes it the schema that nothing satisfies.</summary>
    public void RefuseAll() => _isFalse = true;

    /// <summary>Restricts the types of values.</summary>
    public void Restrict(TypeSet types)
    {
        _types = types;
        _demandsInteger = (types & (TypeSet.Integer | TypeSet.Number)) == TypeSet.Integer;
        _kinds = Bit(TypeSet.Null, JsonKind.Null) | Bit(TypeSet.Boolean, JsonKind.False)
            | Bit(TypeSet.Boolean, JsonKind.True) | Bit(TypeSet.Number | TypeSet.Integer, JsonKind.Number)
            | Bit(TypeSet.String, JsonKind.String) | Bit(TypeSet.Array, JsonKind.Array)
            | Bit(TypeSet.Object, JsonKind.Object);

        int Bit(TypeSet wanted, JsonKind kind) => (types & wanted) != TypeSet.None ? 1 << (int)kind : 0;
    }

    /// <summary>The schema that this one leads to if it does nothing else, else itself.</summary>
    public SchemaNode Target => _target ?? this;

    /// <summary>The schema that the only keyword refers to; null if there are others.</summary>
    public SchemaNode? LoneReference { get; private set; }

    /// <summary>Makes it a mere reference.</summary>
    public void LeadTo(SchemaNode target) => _target = target;

    /// <summary>Says how many schemas it applies, to the value or to what is in it.</summary>
    public void Applies(int count) => _cost = count;

    /// <summary>Sets what is to be checked of values of a kind.</summary>
    public void Add(JsonKind kind, Assertion[] assertions)
    {
        _assertions[(int)kind] = assertions;
        LoneReference = _types == TypeSet.All && !_isUnusual && Array.TrueForAll(
            _assertions, list => list is [ReferenceAssertion only]
                && ReferenceEquals(only, assertions.FirstOrDefault()))
            ? ((ReferenceAssertion)assertions[0]).Target
            : null;
    }

    /// <summary>Sets what is to be checked last, of members or of elements that nothing else has looked at.</summary>
    public void AddUnevaluated(UnevaluatedAssertion assertion)
    {
        _isUnusual = true;
        if (assertion.IsAboutMembers)
            _unevaluatedMembers = assertion;
        else
            _unevaluatedItems = assertion;
    }

    /// <summary>Says what entering the schema brings to the dynamic scope.</summary>
    public void Enter(ResourceAnchors anchors)
    {
        _isUnusual = true;
        _cost = Math.Max(1, _cost);
        _anchors = anchors;
    }

    /// <summary>Whether the value satisfies the schema.</summary>
    public bool Check(JsonValue value, Evaluation run)
    {
        if (_target is not null)
            return _target.Check(value, run);

        if (_cost == 0)
            return CheckAssertions(value, run);

        if (!run.TryEnter(_cost))
            return false;

        var isValid = _isUnusual ? CheckUnusual(value, run) : CheckAssertions(value, run);
        run.Leave();

        return isValid;
    }

    bool CheckAssertions(JsonValue value, Evaluation run)
    {
        var kind = (int)value.Kind;
        if ((_kinds >> kind & 1) == 0 || _isFalse || (_demandsInteger && !IsInteger(value)))
            return FailType(value, run);

        var isValid = true;
        foreach (var assertion in _assertions[kind])
        {
            if (assertion.Check(value, run))
                continue;

            isValid = false;
            if (run.StopsEarly)
                return false;
        }

        return isValid;
    }

    bool CheckUnusual(JsonValue value, Evaluation run)
    {
        if (_anchors is not null)
            run.Scope.Push(_anchors);

        var (unevaluated, count) = value switch
        {
            JsonObject members => (_unevaluatedMembers, members.Count),
            JsonArray items => (_unevaluatedItems, items.Count),
            _ => (null, 0),
        };

        var isValid = unevaluated is null
            ? CheckAssertions(value, run)
            : CheckMarked(value, unevaluated, count, run);

        if (_anchors is not null)
            run.Scope.Pop();

        return isValid;
    }

    /// <summary>What schemas around this one have marked is not its business: cousins do not count.</summary>
    bool CheckMarked(JsonValue value, UnevaluatedAssertion unevaluated, int count, Evaluation run)
    {
        var before = run.Marks.Begin(count);
        var isValid = CheckAssertions(value, run) && unevaluated.Check(value, run);
        run.Marks.End(before, keeps: isValid);

        return isValid;
    }

    bool IsInteger(JsonValue value)
    {
        if (value is not JsonNumber number)
            return true;

        var literal = number.Utf8Literal;
        if (!literal.ContainsAny((byte)'.', (byte)'e', (byte)'E'))
            return true;

        // Draft 4 asks for a literal without fraction and exponent, later ones for a value without fraction.
        return Site.Dialect.Draft != SchemaDraft.Draft4 && new ExactDecimal(literal).IsInteger;
    }

    bool FailType(JsonValue value, Evaluation run)
    {
        if (run.Errors is not { } errors)
            return false;

        if (_isFalse)
        {
            var keyword = Site.Keyword.Length == 0 ? "false" : Site.Keyword;
            errors.Add(keyword, Site.Location, ValueText.DescribeForbidden(Site.Keyword, errors.LastStep()));
        }
        else
        {
            errors.Add("type", Site.LocationOf("/type"), ValueText.DescribeType(value, _types));
        }

        return false;
    }
}
