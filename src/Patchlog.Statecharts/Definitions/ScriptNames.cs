namespace Patchlog.Statecharts.Definitions;

/// <summary>The names that expressions may use: the parameters of their functions, in this order.</summary>
[Flags]
enum ScriptNames
{
    /// <summary>None of them.</summary>
    None = 0,

    /// <summary>What the machine knows.</summary>
    Context = 1,

    /// <summary>The event.</summary>
    Event = 2,

    /// <summary>The input of the start.</summary>
    Input = 4,

    /// <summary>The parameters of a guard or an action.</summary>
    Params = 8,

    /// <summary>Who the instance is.</summary>
    Self = 16,
}
