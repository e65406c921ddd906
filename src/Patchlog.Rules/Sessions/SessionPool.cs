using System.Collections.Concurrent;
using Patchlog.Rules.Agendas;
using Patchlog.Rules.Matching;
using Patchlog.Rules.Network;
using Patchlog.Scripting;

namespace Patchlog.Rules.Sessions;

/// <summary>The networks of sessions that ended, for those that begin. Thread-safe.</summary>
sealed class SessionPool(RuleNetwork network, ScriptPool engines)
{
    readonly ConcurrentBag<Matcher> _idle = [];

    public RuleNetwork Network { get; } = network;

    public ScriptPool Engines { get; } = engines;

    public Matcher Take() =>
        _idle.TryTake(out var matcher) ? matcher : new Matcher(Network, new MatchState(new Agenda(Network.Agenda)));

    public void Return(Matcher matcher)
    {
        if (matcher.State.Elements > SessionPoolLimits.MaxKeptElements || _idle.Count >= SessionPoolLimits.MaxIdle)
            return;

        matcher.Clear();
        _idle.Add(matcher);
    }
}
