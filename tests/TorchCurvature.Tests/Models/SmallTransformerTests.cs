using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Exact;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Tests.Contracts;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Models;

public sealed class SmallTransformerTests
{
    [Fact]
    public void APlaceSeesNoneThatComesAfterIt()
    {
        using DisposeScope scope = NewDisposeScope();
        using var model = new SmallTransformer(vocabulary: 7, length: 5, width: 4, heads: 2, hidden: 6, depth: 2, seed: 1);
        Tensor text = tensor(new long[] { 1, 2, 3, 4, 5 }, [1, 5]), other = tensor(new long[] { 1, 2, 3, 6, 5 }, [1, 5]);
        Tensor difference = (model.forward(text) - model.forward(other)).abs().amax([0, 2]);
        double[] places = [.. difference.data<double>()];
        Assert.Equal([0, 0, 0], places[..3]);
        Assert.True(places[3] > 1e-3 && places[4] > 1e-6, string.Join(' ', places));
    }

    [Fact]
    public void ItsParametersAreThoseOfItsSizesAndFollowFromTheSeed()
    {
        using DisposeScope scope = NewDisposeScope();
        using SmallTransformer model = new(7, 5, 4, 2, 6, 2, seed: 1), same = new(7, 5, 4, 2, 6, 2, seed: 1);
        using SmallTransformer other = new(7, 5, 4, 2, 6, 2, seed: 2);
        const int block = (4 * 4 * 4) + (2 * 2 * 4) + ((4 + 1) * 6) + ((6 + 1) * 4);
        Assert.Equal((7 * 4) + (5 * 4) + (2 * block) + (2 * 4) + ((4 + 1) * 7), new ParameterLayout(model).Dimension);
        using Tensor w = new ParameterLayout(model).ToVector(), again = new ParameterLayout(same).ToVector();
        using Tensor drawn = new ParameterLayout(other).ToVector();
        TensorAssert.SameBits(w, again);
        Assert.False(w.allclose(drawn));
    }

    [Fact]
    public void ItsHessianIsThatOfDifferencesOfTheGradientAndNoTensorIsLeft()
    {
        using LiveTensors live = new();
        using DisposeScope scope = NewDisposeScope();
        using var model = new SmallTransformer(MadeText.Letters.Length, 6, 4, 2, 5, 1, seed: 3);
        using Dataset data = MadeText.Sequences(3, 6, seed: 4);
        using Batches batches = data.Batches();
        var risk = new EmpiricalRisk(model, new CrossEntropy(), batches);
        using ExactHessian hessian = ExactHessian.Compute(risk);
        using Tensor w = risk.Layout.ToVector();
        Tensor direction = randn_like(w);
        const double step = 1e-5;
        risk.Layout.Assign(w + (direction * step));
        Tensor ahead = risk.Gradient();
        risk.Layout.Assign(w - (direction * step));
        Tensor difference = (ahead - risk.Gradient()) / (2 * step);
        Tensor product = hessian.Matrix.mv(direction);
        Assert.True((product - difference).norm().item<double>() < 1e-6 * product.norm().item<double>());
    }

    [Fact]
    public void ATextIsMadeOfItsLettersAndLabelsAreTheNextOnes()
    {
        using Dataset data = MadeText.Sequences(3, 8, seed: 1);
        string text = MadeText.Write(25, seed: 1);
        Assert.All(text, letter => Assert.Contains(letter, MadeText.Letters));
        long[] tokens = [.. text.Select(letter => (long)MadeText.Letters.IndexOf(letter, StringComparison.Ordinal))];
        Assert.Equal(tokens[..24], data.Inputs.data<long>().ToArray());
        Assert.Equal(tokens[1..], data.Targets.data<long>().ToArray());
        Assert.NotEqual(text, MadeText.Write(25, seed: 2));
    }

    [Fact]
    public void AWidthHasToBeAMultipleOfTheHeads() =>
        Assert.Throws<ArgumentException>(() => new SmallTransformer(7, 5, 5, 2, 6, 1, seed: 1));
}
