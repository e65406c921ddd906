using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace Patchlog.Json.Schema.Evaluating;

/// <summary>
/// One validation on its way: its budget, what it marks, and the errors if somebody wants them. An evaluation is used
/// again by the next validation of the same thread, so that validating allocates nothing.
/// </summary>
sealed class Evaluation
{
    [ThreadStatic]
    static Evaluation? _idle;

    int _depth;
    int _maxDepth;
    bool _isTooDeep;

    /// <summary>Pays for all work; once it is spent, no answer counts.</summary>
    public WorkBudget Budget { get; } = new();

    public MarkStack Marks { get; } = new();

    public DynamicScope Scope { get; } = new();

    /// <summary>The errors; null while nobody wants them.</summary>
    public ErrorReport? Errors { get; private set; }

    /// <summary>Whether one failure settles the answer.</summary>
    public bool StopsEarly => Errors is null || Errors.IsFull || Budget.IsSpent;

    /// <summary>Whether a schema holds for a document; false, too, if a limit ends the validation.</summary>
    public static bool IsValid(SchemaNode root, JsonValue document, SchemaLimits limits)
    {
        var run = Begin(limits);
        var isValid = root.Check(document, run) && !run.Budget.IsSpent;
        run.Finish();

        return isValid;
    }

    /// <summary>Why a schema does not hold for a document; empty if it does.</summary>
    public static ImmutableArray<SchemaError> Explain(
        SchemaNode root, JsonValue document, SchemaLimits limits, int maxErrors)
    {
        var run = Begin(limits);
        var report = run.Errors = new ErrorReport(Math.Max(1, maxErrors));
        var isValid = root.Check(document, run);
        if (run.Budget.IsSpent)
            report.AddLimit(root.Site.Location, run.DescribeLimit(limits));

        run.Finish();
        return isValid && !run.Budget.IsSpent ? [] : report.ToImmutable();
    }

    /// <summary>Whether nobody asks where the place is, nor what was evaluated.</summary>
    public bool IsPlain => Errors is null && !Marks.IsActive;

    /// <summary>Pays for a schema applied to a value; false if there is no budget or no depth left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryEnter(int cost)
    {
        const int levelsBetweenLooks = 32;
        if (++_depth <= _maxDepth && Budget.TrySpend(cost)
            && (_depth % levelsBetweenLooks != 0 || RuntimeHelpers.TryEnsureSufficientExecutionStack()))
        {
            return true;
        }

        return Refuse();
    }

    public void Leave() => _depth--;

    /// <summary>Applies a schema to a member of the current object.</summary>
    public bool CheckMember(SchemaNode node, JsonValue value, string name)
    {
        if (IsPlain)
            return node.Check(value, this);

        var marks = Marks.Suspend();
        Errors?.Enter(name);
        var isValid = node.Check(value, this);
        Errors?.Leave();
        Marks.Resume(marks);

        return isValid;
    }

    /// <summary>Applies a schema to an element of the current array.</summary>
    public bool CheckElement(SchemaNode node, JsonValue value, int index)
    {
        if (IsPlain)
            return node.Check(value, this);

        var marks = Marks.Suspend();
        Errors?.Enter(index);
        var isValid = node.Check(value, this);
        Errors?.Leave();
        Marks.Resume(marks);

        return isValid;
    }

    /// <summary>
    /// Applies a schema to the current value where failing is allowed: then what it marked does not count.
    /// </summary>
    public bool Try(SchemaNode node, JsonValue value)
    {
        if (!Marks.IsActive)
            return node.Check(value, this);

        var before = Marks.BeginSame();
        var isValid = node.Check(value, this);
        Marks.End(before, keeps: isValid);

        return isValid;
    }

    /// <summary>As <see cref="Try"/>, without telling errors.</summary>
    public bool TrySilently(SchemaNode node, JsonValue value)
    {
        var errors = Errors;
        Errors = null;
        var isValid = Try(node, value);
        Errors = errors;

        return isValid;
    }

    /// <summary>Applies a schema without telling errors and without marking.</summary>
    public bool Test(SchemaNode node, JsonValue value)
    {
        var errors = Errors;
        Errors = null;
        var marks = Marks.Suspend();
        var isValid = node.Check(value, this);
        Marks.Resume(marks);
        Errors = errors;

        return isValid;
    }

    /// <summary>Tells that a keyword failed. Always false, so that it may end a condition.</summary>
    public bool Fail(SimpleAssertion assertion, JsonValue value)
    {
        if (Errors is not null)
            Fail((Assertion)assertion, assertion.Describe(value));

        return false;
    }

    /// <summary>Tells that a keyword failed, and why. Always false.</summary>
    public bool Fail(Assertion assertion, string detail)
    {
        Errors?.Add(
            assertion.Keyword, assertion.Site.LocationOf(JsonPointer.Escape(assertion.Keyword)), detail);
        return false;
    }

    /// <summary>Tells that a keyword failed, before the errors since a count, which are the reasons.</summary>
    public void FailBefore(Assertion assertion, int errorsBefore, string detail) => Errors?.Insert(
        errorsBefore,
        assertion.Keyword,
        assertion.Site.LocationOf(JsonPointer.Escape(assertion.Keyword)),
        detail);

    static Evaluation Begin(SchemaLimits limits)
    {
        var run = _idle ?? new Evaluation();
        _idle = null;
        run.Budget.Reset(limits.MaxWork);
        run._maxDepth = limits.MaxEvaluationDepth;
        run._depth = 0;
        run._isTooDeep = false;

        return run;
    }

    void Finish()
    {
        Errors = null;
        Marks.Reset();
        Marks.Trim();
        Scope.Reset();
        _idle = this;
    }

    bool Refuse()
    {
        // The depth counts what entered, and whoever was refused does not leave.
        _isTooDeep |= !Budget.IsSpent;
        _depth--;
        Budget.Exhaust();

        return false;
    }

    string DescribeLimit(SchemaLimits limits) => _isTooDeep
        ? $"Validation ended undecided: more than {limits.MaxEvaluationDepth} schemas are applied within each other. "
            + "The schema refers to itself without descending into the document, or the document nests too deep."
        : $"Validation ended undecided: it takes more than {limits.MaxWork} steps.";
}
