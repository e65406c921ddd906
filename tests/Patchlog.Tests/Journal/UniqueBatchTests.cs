using CsCheck;
using Patchlog.Journal;
using Patchlog.Json;
using Patchlog.Repairing;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Journal;

/// <summary>A batch with unique values equals its entries appended one by one, in order: the list does that.</summary>
public abstract class UniqueBatchTests(Backend backend) : JournalContract(backend)
{
    // Few values, so that they meet; each twice, written otherwise.
    static readonly string?[] Values = ["1", "1.0", "\"a\"", "\"\\u0061\"", "[{\"x\":1e1,\"y\":2}]", "[{\"y\":2,\"x\":10}]", "null", null];

    static readonly Gen<Step> StepGen = Gen.Select(
        Gen.Int[0, 4],
        Gen.Frequency(
            (12, Gen.Const(Act.Put)), (3, Gen.Const(Act.Delete)), (2, Gen.Const(Act.Try)), (1, Gen.Const(Act.Check)),
            (1, Gen.Const(Act.Unchanged))),
        Gen.Int[0, Values.Length - 1], Gen.Int[0, Values.Length - 1],
        Gen.Frequency((15, Gen.Const(0)), (1, Gen.Const(1))),
        Gen.Frequency((20, Gen.Const(false)), (1, Gen.Const(true))),
        Gen.Frequency((20, Gen.Const(-1)), (1, Gen.Int[0, 5])),
        (document, act, v, w, offset, isMisplaced, reused) => new Step(document, act, v, w, offset, isMisplaced, reused));

    static readonly Gen<Step[][]> Batches = StepGen.Array[1, 10].Array[1, 8];

    enum Act { Put, Delete, Try, Check, Unchanged }

    [Fact]
    public async Task Random_batches_are_answered_as_their_entries_one_by_one()
    {
        var type = Unique.NewType();
        UniqueDeclaration[] declarations = [Unique.Of(type, "/v"), Unique.Of(type, "/w", "/v")];
        await Unique.DeclareAsync(Journal, declarations);

        await Batches.SampleAsync(async batches =>
        {
            var tenant = NewTenant();
            var model = new ListJournal { Unique = declarations };
            List<CommandId> used = [];
            foreach (var steps in batches)
            {
                var batch = ToBatch(steps, tenant, type, model, used);
                var holders = HoldersOneByOne(batch, model);

                var result = await Journal.AppendAsync(tenant, batch, CancellationToken.None);

                result.Entries.ShouldBe(model.Append(batch, result.Time));
                result.Violations.ShouldAllBe(violation => result.Entries[violation.Entry] == AppendedEntry.NotUnique);
                for (var i = 0; i < batch.Count; i++)
                    result.ViolationsOf(i).IsEmpty.ShouldBe(result.Entries[i] != AppendedEntry.NotUnique);
                foreach (var violation in result.Violations)
                    holders[violation.Entry].ShouldContain(violation.Holder);
            }

            await new StateRepair(Journal).VerifyAsync(tenant, null, null, default).ShouldBeCleanAsync();
        }, iter: 150);
    }

    /// <summary>Who has a value of each entry when its turn comes.</summary>
    static List<List<AggregateId>> HoldersOneByOne(List<Append> batch, ListJournal model)
    {
        List<List<AggregateId>> holders = [];
        for (var i = 0; i < batch.Count; i++)
        {
            // Told the batch up to here: what is chained, known or repeated depends on all of it.
            var copy = model.Copy();
            copy.Append(batch[..i], default);
            holders.Add([.. copy.HoldersOf(batch[i]).Select(key => key.TargetId)]);
        }

        return holders;
    }

    static List<Append> ToBatch(Step[] steps, Tenant tenant, string type, ListJournal model, List<CommandId> used)
    {
        Dictionary<AggregateKey, AggregateState> pending = [];
        List<Append> batch = [];
        foreach (var step in steps)
        {
            var key = new AggregateKey(tenant, TargetName.Trusted(type), AggregateId.Trusted($"d{step.Document}"));
            var isFirst = !pending.TryGetValue(key, out var before);
            before ??= model.StateOf(key);

            var expected = before.Version.Plus(isFirst ? step.Offset : 0);
            var append = ToAppend(step, key, expected, before.Body, IdOf(step, used)) with
            {
                IsChained = isFirst == step.IsMisplaced,
            };
            pending[key] = append.Kind == AppendKind.Events
                ? before with { Version = append.VersionAfter, Body = append.BodyAfter }
                : before;
            batch.Add(append);
        }

        return batch;
    }

    static Append ToAppend(Step step, AggregateKey key, Version expected, JsonObject? before, string id)
    {
        if (step.Act == Act.Check)
            return Entries.Check(key, expected.Number, id: id);
        if (step.Act == Act.Try)
            return Entries.Check(key, expected.Number, id: id) with
            {
                Kind = AppendKind.Trial,
                BodyAfter = BodyOf(key, step),
            };
        if (step.Act == Act.Unchanged)
            return Entries.Unchanged(key, expected.Number, id: id);
        if (step.Act == Act.Delete && before is not null)
            return Entries.Delete(key, expected.Number, id: id);

        var after = BodyOf(key, step);
        return Entries.Of(key, expected.Number, id, after, before is null
            ? new EventDraft("created", EventType.Create, expected.Plus(1), after, null)
            : new EventDraft("patched", EventType.Patch, expected.Plus(1), JsonDiff.Compute(before, after).ToJson(), null));
    }

    static JsonObject BodyOf(AggregateKey key, Step step)
    {
        var body = JsonObject.Of(new JsonMember("id", key.TargetId.Value));
        if (Values[step.V] is { } v)
            body = body.With("v", JsonValue.Parse(v));

        return Values[step.W] is { } w ? body.With("w", JsonValue.Parse(w)) : body;
    }

    static string IdOf(Step step, List<CommandId> used)
    {
        if (step.Reused >= 0 && step.Reused < used.Count)
            return used[^(step.Reused + 1)].Value;
        used.Add(CommandId.Trusted($"c{used.Count}"));
        return used[^1].Value;
    }

    sealed record Step(int Document, Act Act, int V, int W, int Offset, bool IsMisplaced, int Reused);
}

public sealed class UniqueBatchTestsOnSqlite(SqliteBackend backend) : UniqueBatchTests(backend);

public sealed class UniqueBatchTestsInMemory(MemoryBackend backend) : UniqueBatchTests(backend);

public sealed class UniqueBatchTestsOnPostgreSql(PostgresBackend backend) : UniqueBatchTests(backend);
