using Patchlog.Bundles;
using Patchlog.Deciding;

namespace Patchlog.Tests.Harness;

/// <summary>Questions of a server into which nothing was injected.</summary>
static class Questions
{
    public static Decision Decide(this Decider decider, AggregateState state, Command command) =>
        decider.Decide(new Question(state, command, Bundle.Empty));
}
