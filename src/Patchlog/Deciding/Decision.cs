using System.Collections.Immutable;
using Patchlog.Bundles;
using Patchlog.Json;

namespace Patchlog.Deciding;

/// <summary>What a command comes to, given the question it was decided on. A closed family.</summary>
abstract record Decision
{
    Decision() { }

    /// <summary>What a handler wrote to the log.</summary>
    public ImmutableArray<string> Log { get; init; } = [];

    /// <summary>How it came about, where that was asked for; else null.</summary>
    public JsonObject? Trace { get; init; }

    /// <summary>What is said of an instance of a process after it; null for everything else.</summary>
    public JsonObject? Process { get; init; }

    /// <summary>The other aggregates that it rests on, each once.</summary>
    public ImmutableArray<Condition> Conditions { get; init; } = [];

    /// <summary>The command changes the aggregate.</summary>
    /// <param name="Events">Its events, in order.</param>
    /// <param name="BodyAfter">The document after the last of them; null after a deletion.</param>
    /// <param name="Effects">What is done beside them, in the same transaction.</param>
    /// <param name="Bundle">What judged it; every event names it.</param>
    public sealed record Accept(
        ImmutableArray<EventDraft> Events, JsonObject? BodyAfter, ImmutableArray<Effect> Effects, Bundle Bundle)
        : Decision
    {
        /// <summary>
        /// True if the events don't tell what was asked for: a handler decided, rules have amended them, or scripts
        /// have seen more of the command.
        /// </summary>
        public bool KeepsCommand { get; init; }

        /// <summary>The rules that fired, each once, in order.</summary>
        public ImmutableArray<string> Fired { get; init; } = [];

        /// <summary>The same as events keep it; null without any.</summary>
        public JsonArray? Rules => Fired.IsEmpty ? null : JsonArray.Of([.. Fired.Select(JsonString.From)]);
    }

    /// <summary>The command is refused.</summary>
    public sealed record Reject(Problem Why) : Decision;

    /// <summary>
    /// The command makes an aggregate that its sender did not name: it is to be decided again in the lane of that one.
    /// </summary>
    public sealed record BelongsTo(AggregateId Id) : Decision;

    /// <summary>
    /// The decision rests on other aggregates: it is to be made again with their committed states.
    /// </summary>
    /// <param name="Keys">
    /// The aggregates in the order of the bundle; one may come twice, and the command's own may be among them.
    /// </param>
    public sealed record Needs(ImmutableArray<AggregateKey> Keys) : Decision
    {
        /// <summary>Those whose states are to be found, each once.</summary>
        public ImmutableArray<AggregateKey> Others(in Question question)
        {
            var own = question.Command.Target;
            return [.. Keys.Where(key => key != own).Distinct()];
        }

        /// <summary>The question with the states of all of them.</summary>
        /// <param name="question">The question that was asked.</param>
        /// <param name="find">The state of another aggregate; the same for each of its places.</param>
        public Question Answer(in Question question, Func<AggregateKey, AggregateState> find)
        {
            var (own, state) = (question.Command.Target, question.State);
            return question with
            {
                Reads = [.. Keys.Select(key => new ReadState(key, key == own ? state : find(key)))],
            };
        }
    }

    /// <summary>
    /// The instance began with a definition of another bundle: the decision is to be made again with that as
    /// <see cref="Question.Origin"/>.
    /// </summary>
    /// <param name="Digest">Names the bundle.</param>
    public sealed record NeedsBundle(string Digest) : Decision;

    /// <summary>The command is granted and changes nothing.</summary>
    public sealed record Unchanged : Decision
    {
        /// <summary>The only one there is.</summary>
        public static readonly Unchanged Instance = new();

        Unchanged() { }
    }
}
