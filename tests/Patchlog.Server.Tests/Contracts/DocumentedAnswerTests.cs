using System.Text;
using Patchlog.Server.Tests.Contracts.Provoking;
using Patchlog.Server.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Contracts;

/// <summary>Every operation of <c>/openapi.json</c> is called, and gives each of the answers that it is said to give.</summary>
public abstract class DocumentedAnswerTests(Backend backend) : ServerFixture(backend)
{
    /// <summary>The operations.</summary>
    public static TheoryData<string> Operations => [.. Exercises.All.Select(exercise => exercise.Operation)];

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task An_operation_gives_each_of_its_documented_answers(string operation)
    {
        List<string> faults = [];
        foreach (var (expected, request) in Exercises.All.Single(exercise => exercise.Operation == operation).All)
        {
            var scene = await Scene.SetAsync(Backend.Server.Address);
            var answer = await request(scene);      // which is held against the contract, too
            if (DocumentedAnswers.NameOf(answer) is var actual && actual != expected)
                faults.Add($"{expected} was expected, and {actual} came: {answer.Text}");
        }
        faults.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task An_operation_takes_each_of_the_bodies_that_are_shown_for_it(string operation)
    {
        var request = Exercises.All.Single(exercise => exercise.Operation == operation).Request;
        foreach (var (mediaType, body) in DocumentedAnswers.ExampleBodiesOf(operation))
        {
            var scene = await Scene.SetAsync(Backend.Server.Address);
            var answer = await (request(scene) with
            {
                Body = Encoding.UTF8.GetBytes(body.Replace("\"default\"", $"\"{scene.Tenant}\"", StringComparison.Ordinal)),
                MediaType = mediaType,
            });
            answer.Status.ShouldNotBeOneOf([400, 413, 415], $"{body}: {answer.Text}");
        }
    }

    [Fact]
    public void Every_documented_answer_has_its_request_and_every_request_a_documented_answer()
    {
        var elsewhere = DocumentedAnswers.All.Where(pair => Exercises.Elsewhere.Any(excuse => Covers(excuse, pair))).ToHashSet();
        var provoked = Exercises.All
            .SelectMany(exercise => exercise.All.Select(way => (exercise.Operation, way.Answer)))
            .Concat(Exercises.OfTrouble
                .SelectMany(answer => DocumentedAnswers.OperationsWith(answer).Select(operation => (operation, answer)))
                .Except(elsewhere))     // where trouble of one kind can't be made for them
            .ToHashSet();

        DocumentedAnswers.All.Except(provoked).Except(elsewhere).ShouldBeEmpty("Documented, and no request gets it.");
        provoked.Except(DocumentedAnswers.All).ShouldBeEmpty("Not documented.");
        provoked.Intersect(elsewhere).ShouldBeEmpty("A request gets it: it needs no excuse.");
        Exercises.Elsewhere.Where(excuse => !DocumentedAnswers.All.Any(pair => Covers(excuse, pair)))
            .ShouldBeEmpty("An excuse for what is not documented.");
    }

    static bool Covers((string Operation, string Answer, string Why) excuse, (string Operation, string Answer) pair) =>
        excuse.Answer == pair.Answer && (excuse.Operation == "*" || excuse.Operation == pair.Operation);
}

public sealed class DocumentedAnswerTestsOnSqlite(SqliteBackend backend) : DocumentedAnswerTests(backend);

public sealed class DocumentedAnswerTestsOnPostgreSql(PostgresBackend backend) : DocumentedAnswerTests(backend);
