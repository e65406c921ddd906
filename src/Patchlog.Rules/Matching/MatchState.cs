using Jint.Native.Object;
using Patchlog.Rules.Agendas;
using Patchlog.Rules.Conditions;
using Patchlog.Rules.Sessions;
using Patchlog.Scripting;

namespace Patchlog.Rules.Matching;

/// <summary>What all nodes of one session share.</summary>
sealed class MatchState(Agenda agenda)
{
    /// <summary>Joins tried between two looks at the limits.</summary>
    const int StepsPerLook = 256;

    int _stepsLeft = StepsPerLook;
    int _recency;
    ScriptEngine? _script;

    public Frame Frame { get; } = new();

    public Agenda Agenda { get; } = agenda;

    public FactTable Facts { get; } = new();

    /// <summary>The prototypes of the types that files define, with their indexes.</summary>
    public Dictionary<ObjectInstance, int> Types { get; } = [];

    /// <summary>How many elements ever came into a memory.</summary>
    public long Sequence { get; set; }

    /// <summary>The memories that are not as new.</summary>
    public List<Memory> Used { get; } = [];

    /// <summary>How many facts and elements of memories there ever were.</summary>
    public long Elements => Sequence + Facts.LastId;

    /// <summary>The next moment: of assertions, modifications, and values that <c>from</c> sees.</summary>
    public int NextRecency() => _recency++;

    /// <summary>Counts one attempt to match: matching is bounded as scripts are.</summary>
    public void CountStep()
    {
        if (--_stepsLeft > 0)
            return;

        _stepsLeft = StepsPerLook;
        _script?.Spend(StepsPerLook);
    }

    /// <summary>Begins a session on an engine.</summary>
    public void Begin(ScriptEngine script, EngineTools tools)
    {
        _script = script;
        Frame.Engine = script.Engine;
        Frame.Script = script;
        Frame.Operators = tools.Operators;
        Frame.Scope = tools.Scope;
    }

    public void Clear()
    {
        foreach (var memory in Used)
            memory.Clear();

        Used.Clear();
        Facts.Clear();
        Types.Clear();
        Agenda.Clear();
        Sequence = 0;
        _recency = 0;
        _stepsLeft = StepsPerLook;
        _script = null;
        Frame.Clear();
    }
}
