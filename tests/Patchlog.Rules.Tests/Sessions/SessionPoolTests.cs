using Patchlog.Rules.Network;
using Patchlog.Rules.Sessions;
using Patchlog.Scripting;
using Shouldly;
using Xunit;

namespace Patchlog.Rules.Tests.Sessions;

public sealed class SessionPoolTests
{
    [Fact]
    public void A_network_serves_the_next_session_unless_it_grew_large()
    {
        NetworkCompiler.TryCompile(
            new RuleSource("rules.nools", ""), RuleSetOptions.Default, out var network, out _).ShouldBeTrue();
        var pool = new SessionPool(network.ShouldNotBeNull(), new ScriptPool(ScriptLimits.Default));

        var matcher = pool.Take();
        matcher.State.Sequence = SessionPoolLimits.MaxKeptElements;
        pool.Return(matcher);
        pool.Take().ShouldBeSameAs(matcher);

        matcher.State.Sequence.ShouldBe(0);
        matcher.State.Sequence = SessionPoolLimits.MaxKeptElements + 1;
        pool.Return(matcher);
        pool.Take().ShouldNotBeSameAs(matcher);
    }
}
