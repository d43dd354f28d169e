using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Tests.Contracts;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Curvature;

/// <summary>
/// Sequences [N, T] with a label at each place, some of which are ignored, against the places that count, as examples of their own.
/// </summary>
public sealed class PlacesTests : IDisposable
{
    private const long Places = 4;
    private const long Classes = 3;
    private const long Ignored = -1;

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Sequential _network = Networks.FullyConnected([5, 4, Classes], "tanh", bias: true, seed: 2);
    private readonly Tensor _x;
    private readonly Tensor _labels;

    public PlacesTests()
    {
        using var generator = new Generator(3);
        _x = randn([7, Places, 5], float64, generator: generator);
        Tensor isIgnored = rand([7, Places], float64, generator: generator).lt(0.4);
        _labels = randint(Classes, [7, Places], int64, generator: generator).masked_fill(isIgnored, Ignored);
    }

    public void Dispose()
    {
        _network.Dispose();
        _scope.Dispose();
    }

    [Theory, InlineData(false, false), InlineData(false, true), InlineData(true, false), InlineData(true, true)]
    public void SequencesAreTheirPlaces(bool isWeighted, bool hasClassesSecond)
    {
        double[]? weights = isWeighted ? [0.5, 2, 1] : null;
        var loss = new CrossEntropy(weights, labelSmoothing: 0.1, ignoreIndex: Ignored);
        Tensor counts = _labels.ne(Ignored);
        using Batches sequences = Cut(_x, _labels, 3, 4), places = Cut(_x[counts], _labels[counts], 5, counts.sum().item<long>() - 5);
        using var classesSecond = new ClassesSecond(_network);
        nn.Module<Tensor, Tensor> model = hasClassesSecond ? classesSecond : _network;
        EmpiricalRisk whole = new(model, loss, sequences), flat = new(_network, new CrossEntropy(weights, labelSmoothing: 0.1), places);
        Assert.Equal((flat.TermCount, 7), (whole.TermCount, whole.ExampleCount));
        Assert.Equal(flat.TotalWeight, whole.TotalWeight, 1e-14);
        ExampleEvaluation a = whole.EvaluateExamples(), b = flat.EvaluateExamples();
        Assert.Equal(b.Risk.Loss, a.Risk.Loss, 1e-14);
        Assert.Equal(b.Risk.Accuracy!.Value, a.Risk.Accuracy!.Value, 1e-15);
        Assert.Equal(b.IsRight!, a.IsRight!);
        Assert.All(b.Losses.Zip(a.Losses), p => Assert.Equal(p.First, p.Second, 1e-13));
        TensorAssert.Near(flat.Gradient(), whole.Gradient(), 1e-14);
        foreach (CurvatureMatrix kind in CurvatureMatrices.All)
        {
            using ExactHessian ofWhole = ExactHessian.Compute(whole, kind), ofFlat = ExactHessian.Compute(flat, kind);
            TensorAssert.Near(ofFlat.Matrix, ofWhole.Matrix, 1e-13);
        }
    }

    /// <summary>Answers of yes and no at each place are one row an example, whatever their type; the mean is over all of them.</summary>
    [Fact]
    public void AnswersAtEveryPlaceAreOneRowForEachExample()
    {
        using Sequential network = Networks.FullyConnected([5, 4, 1], "tanh", bias: true, seed: 2);
        using var generator = new Generator(4);
        Tensor answers = randint(2, [7, Places], int64, generator: generator);
        Tensor logits = network.forward(_x).squeeze(2);
        double expected = nn.functional.binary_cross_entropy_with_logits(logits, answers.to(float64)).item<double>();
        using Batches places = Cut(_x.flatten(0, 1), answers.flatten(), 28);
        var flat = new EmpiricalRisk(network, new BinaryCrossEntropy(), places);
        using ExactHessian ofFlat = ExactHessian.Compute(flat);
        using ExactHessian gaussNewtonOfFlat = ExactHessian.Compute(flat, CurvatureMatrices.GaussNewton);
        foreach (Tensor targets in (Tensor[])[answers, answers.to(float64), answers.unsqueeze(2), answers.unsqueeze(2).to(float64)])
        {
            using Batches batches = Cut(_x, targets, 3, 4);
            var risk = new EmpiricalRisk(network, new BinaryCrossEntropy(), batches);
            RiskEvaluation found = risk.Evaluate();
            Assert.Equal(expected, found.Loss, 1e-14);
            Assert.Equal((7, 7, null), (risk.TermCount, (long)risk.TotalWeight, found.Accuracy));
            using ExactHessian hessian = ExactHessian.Compute(risk);
            using ExactHessian gaussNewton = ExactHessian.Compute(risk, CurvatureMatrices.GaussNewton);
            TensorAssert.Near(ofFlat.Matrix, hessian.Matrix, 1e-13);
            TensorAssert.Near(gaussNewtonOfFlat.Matrix, gaussNewton.Matrix, 1e-13);
        }
    }

    [Fact]
    public void PlacesThatDoNotFitAreRefused()
    {
        using Batches tooFew = Cut(_x, _labels.narrow(1, 0, 2), 7);
        var risk = new EmpiricalRisk(_network, new CrossEntropy(classWeights: null, ignoreIndex: Ignored), tooFew);
        string said = Assert.Throws<ArgumentException>("outputs", () => risk.Evaluate()).Message;
        Assert.StartsWith("The network's outputs are [7, 4, 3], and the targets Int64 [7, 2].", said, StringComparison.Ordinal);
    }

    private static Batches Cut(Tensor x, Tensor y, params long[] sizes) => new(
    [
        .. sizes.Select((n, i) => (First: sizes.Take(i).Sum(), Count: n))
            .Select(part => new Batch(x.narrow(0, part.First, part.Count), y.narrow(0, part.First, part.Count))),
    ]);

    /// <summary>The outputs [N, T, C] as convolutional networks have them, [N, C, T].</summary>
    private sealed class ClassesSecond : nn.Module<Tensor, Tensor>
    {
        private readonly Sequential _inner;

        public ClassesSecond(Sequential inner)
            : base("classes second")
        {
            _inner = inner;
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => _inner.forward(input).movedim([-1], [1]);
    }
}
