using System.Collections.Immutable;
using Patchlog.Json;
using Patchlog.Statecharts;

namespace Patchlog.Deciding.Transitions;

/// <summary>What a step asks for, as effects of its append. Not thread-safe.</summary>
/// <param name="command">The command that brought the input.</param>
/// <param name="document">The document of the instance, which tells of issued commands and keys.</param>
sealed class TransitionEffects(Command command, JsonObject document)
{
    readonly ImmutableArray<Effect>.Builder _effects =
        ImmutableArray.CreateRange(EndedEffects.Of(command)).ToBuilder();

    JsonObject _document = document;

    readonly string _process = command.Target.TargetName.Process ?? "";
    readonly AggregateId _instance = command.Target.TargetId;

    /// <summary>All effects, in order: what is ended first.</summary>
    public ImmutableArray<Effect> All => _effects.ToImmutable();

    /// <summary>Adds what a step asks for.</summary>
    public void Add(ImmutableArray<ChartEffect> effects)
    {
        foreach (var effect in effects)
        {
            switch (effect)
            {
                case ChartEffect.SetTimer timer:
                    _effects.Add(new TimerEffect.Set(
                        _process, _instance, timer.Name, timer.Entry,
                        InstanceDocument.DueAt(timer, command.ReceivedAt)));
                    break;

                case ChartEffect.EndTimer timer:
                    _effects.Add(new TimerEffect.End(_process, _instance, timer.Name, timer.Entry));
                    break;

                case ChartEffect.SendCommand sent:
                    Issue(sent);
                    break;

                case ChartEffect.Emit:
                    // An event of the proposal, and no effect beside it.
                    break;
            }
        }
    }

    /// <summary>Adds what changes the keys by which the instance is found; none if it is over.</summary>
    /// <returns>The document after all effects.</returns>
    public JsonObject AddKeys(ImmutableArray<CorrelationKey> keys)
    {
        var before = InstanceDocument.KeysOf(_document);
        var after = JsonObject.Empty;
        foreach (var (correlation, value) in keys)
        {
            if (correlation is not null)
                after = after.With(correlation, Convert.ToHexStringLower(Digest.OfKey(value)));
        }

        foreach (var (correlation, digest) in after.Members)
        {
            if (before[correlation] != digest)
                _effects.Add(new ProcessKeyEffect.Set(
                    _process, _instance, correlation, Convert.FromHexString(((JsonString)digest).Value)));
        }

        foreach (var (correlation, _) in before.Members)
        {
            if (after[correlation] is null)
                _effects.Add(new ProcessKeyEffect.Set(_process, _instance, correlation, Key: null));
        }

        return _document = InstanceDocument.WithKeys(_document, after);
    }

    void Issue(ChartEffect.SendCommand sent)
    {
        var id = ProcessIds.OfCommand(command.Target, sent.Number);
        var issued = JsonObject.Of(
            new("number", sent.Number), new("id", id.Value), new("type", sent.Command["type"] ?? JsonValue.Null),
            new("targetName", sent.Command["targetName"] ?? JsonValue.Null));
        foreach (var member in (ReadOnlySpan<string>)["name", "targetId"])
        {
            if (sent.Command[member] is { } value)
                issued = issued.With(member, value);
        }

        _document = InstanceDocument.WithIssued(
            _document, issued.With("sentAt", ScriptedCommand.TextOf(command.ReceivedAt)));
        _effects.Add(new OutgoingEffect.Issue(
            id, _process, _instance, sent.Number, IssuedCommand.Wrap(sent.Command, command, sent.IsCompensation),
            command.ReceivedAt));
    }
}
