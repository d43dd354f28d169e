using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Operators;
using TorchCurvature.Tests.Data;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Curvature;

/// <summary>
/// Two that share the data find what one finds who has all of them: a sum that goes past <see cref="BatchSum"/>, or is not handed over,
/// is that of a part of the data.
/// </summary>
public sealed class SharedDataTests
{
    private const double Decay = 0.1;

    private static readonly long[] s_sizes = [7, 4, 6];

    private static readonly Dictionary<string, Func<EmpiricalRisk, double[]>> s_questions = new()
    {
        ["risk"] = risk => Numbers(risk.Evaluate()),
        ["examples"] = risk =>
        {
            ExampleEvaluation examples = risk.EvaluateExamples();
            return [.. Numbers(examples.Risk), .. examples.Losses, .. examples.IsRight!.Select(isRight => isRight ? 1.0 : 0)];
        },
        ["gradient"] = risk => Numbers(risk.Gradient()),
        ["closed form"] = risk => Exact(risk, CurvatureMatrices.Hessian, ExactHessianMethod.FullyConnectedClosedForm),
        ["batched tangents"] = risk => Exact(risk, CurvatureMatrices.Hessian, ExactHessianMethod.BatchedTangents),
        ["columns"] = risk => Exact(risk, CurvatureMatrices.Hessian, ExactHessianMethod.ColumnByColumn),
        ["Gauss-Newton"] = risk => Exact(risk, CurvatureMatrices.GaussNewton, null),
        ["products with it"] = risk => Product(CurvatureMatrices.GaussNewton.Operator(risk, keptGraphs: 1)),
        ["noise"] = risk => Product(GradientNoiseCovariance.Operator(risk)),
        ["class means"] = risk =>
        {
            using ClassGradientMeans means = ClassGradientMeans.Compute(risk);
            return Numbers(means.Gram());
        },
    };

    public static TheoryData<string> Questions { get; } = [.. s_questions.Keys];

    [Theory, MemberData(nameof(Questions))]
    public void TwoThatShareTheDataFindWhatOneFinds(string question)
    {
        double[] alone = Ask(question, 0..3, Reduction.Alone);
        double[][] together = ThreadReduction.Run(2, (rank, others) =>
        {
            double[] found = Ask(question, rank == 0 ? 0..2 : 2..3, others);
            Assert.True(others.Meetings > 1, "Nothing but the number of examples was shared.");
            return found;
        });
        Assert.Equal(together[0], together[1]);
        double scale = alone.Max(Math.Abs);
        Assert.All(alone.Zip(together[0]), pair => Assert.Equal(pair.First, pair.Second, 1e-13 * scale));
        Assert.Equal(alone.Length, together[0].Length);
    }

    /// <summary>Random signs make two of them differ from one; what counts is that both say the same.</summary>
    [Fact]
    public void TheyStateOneErrorAndMethod()
    {
        (double Error, ExactHessianMethod Method)[] stated = ThreadReduction.Run(2, (rank, others) => With(
            rank == 0 ? 0..2 : 2..3,
            others,
            risk =>
            {
                using ExactHessian exact = ExactHessian.Compute(risk);
                return (exact.InheritedError, exact.Method);
            }));
        Assert.Equal(stated[0], stated[1]);
        Assert.Equal(ExactHessianMethod.FullyConnectedClosedForm, stated[0].Method);
        Assert.InRange(stated[0].Error, 1e-17, 1e-12);
    }

    private static double[] Ask(string question, Range part, Reduction reduction) => With(part, reduction, s_questions[question]);

    private static T With<T>(Range part, Reduction reduction, Func<EmpiricalRisk, T> ask)
    {
        using DisposeScope scope = NewDisposeScope();
        using Sequential network = Networks.FullyConnected([5, 4, 3], "tanh", bias: true, seed: 1);
        using var all = new Batches(Networks.Batches([5], 3, seed: 2, s_sizes));
        return ask(new EmpiricalRisk(network, new CrossEntropy(), [.. all.ToArray()[part]], Decay, ModelMode.Evaluation, reduction));
    }

    private static double[] Numbers(RiskEvaluation risk) => [risk.Loss, risk.Accuracy!.Value, risk.GradientNorm ?? 0, risk.ExampleCount];

    private static double[] Numbers(Tensor values) => values.contiguous().data<double>().ToArray();

    private static double[] Exact(EmpiricalRisk risk, CurvatureMatrix kind, ExactHessianMethod? method)
    {
        using ExactHessian exact = ExactHessian.Compute(risk, kind, method);
        return Numbers(exact.Matrix);
    }

    private static double[] Product(SymmetricOperator matrix)
    {
        using (matrix)
        using (Tensor block = linspace(-1, 1, 2 * matrix.Dimension, ScalarType.Float64))
        {
            return Numbers(matrix.Multiply(block.view(-1, 2)));
        }
    }
}
