using TorchCurvature.Benchmarks;
using TorchCurvature.Resources;
using TorchSharp;

NativeRuntime.Configure();
torch.set_num_threads(2);
switch (args is [string name] ? name : "all")
{
    case "fully-connected":
        ExactHessianBenchmark.FullyConnected();
        break;
    case "convolutional":
        ExactHessianBenchmark.Convolutional();
        break;
    case "all":
        ExactHessianBenchmark.FullyConnected();
        ExactHessianBenchmark.Convolutional();
        break;
    default:
        Console.Error.WriteLine("Usage: fully-connected | convolutional | all");
        return 2;
}

return 0;
