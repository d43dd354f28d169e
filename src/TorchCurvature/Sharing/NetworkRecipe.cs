using System.Text.Json.Nodes;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Sharing;

/// <summary>From what every process makes the same network and loss; the weights come from rank 0.</summary>
/// <param name="Model">The network's spec.</param>
/// <param name="Loss">The loss's spec.</param>
/// <param name="ExampleShape">The shape of one example.</param>
/// <param name="Outputs">Number of outputs.</param>
/// <param name="DType">Precision of the parameters.</param>
internal sealed record NetworkRecipe(JsonObject Model, JsonObject Loss, long[] ExampleShape, int Outputs, ScalarType DType)
{
    public nn.Module<Tensor, Tensor> MakeModel()
    {
        nn.Module<Tensor, Tensor> model = ModelSpecs.Registry.FromJson(Model).Create(ExampleShape, Outputs, seed: 0);
        model.to(DType);
        return model;
    }

    public Loss MakeLoss() => LossSpecs.Registry.FromJson(Loss).Create();
}
