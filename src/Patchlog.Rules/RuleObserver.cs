using Patchlog.Json;

namespace Patchlog.Rules;

/// <summary>
/// Told what happens in a session, at once and in order. Override what is of interest. It may read facts and halt the
/// session; it must not change working memory.
/// </summary>
public abstract class RuleObserver
{
    /// <summary>A rule is about to fire.</summary>
    public virtual void OnFiring(RuleFiring firing)
    {
    }

    /// <summary>A fact was asserted, and conditions saw it.</summary>
    public virtual void OnAsserted(RuleFact fact)
    {
    }

    /// <summary>A fact was modified, and conditions saw it.</summary>
    public virtual void OnModified(RuleFact fact)
    {
    }

    /// <summary>A fact was retracted.</summary>
    public virtual void OnRetracted(RuleFact fact)
    {
    }

    /// <summary>An action called <c>emit(name, …)</c>.</summary>
    public virtual void OnEmitted(string name, IReadOnlyList<JsonValue> arguments)
    {
    }

    /// <summary>An action or function called <c>console.log(…)</c> or its like.</summary>
    public virtual void OnLogged(string text)
    {
    }
}
