using System.Globalization;
using TorchCurvature.Benchmarks;
using TorchCurvature.Resources;
using TorchSharp;

NativeRuntime.Configure();
torch.set_num_threads(2);
switch (args is [string name, ..] ? name : "all")
{
    case "fully-connected":
        ExactHessianBenchmark.FullyConnected();
        break;
    case "convolutional":
        ExactHessianBenchmark.Convolutional();
        break;
    case "columns":
        ColumnwiseBenchmark.Run(args.Length > 1 ? [.. args[1..].Select(long.Parse)] : [6, 16]);
        break;
    case "distributed":
        DistributedBenchmark.Run(args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 10);
        break;
    case "scaling":
        ScalingBenchmark.Run();
        break;
    case "products":
        ProductBenchmark.Run();
        break;
    case "memory":
        GraphMemoryBenchmark.Run();
        break;
    case "tracking":
        await TrackingBenchmark.RunAsync();
        break;
    case "accuracy":
        await KrylovAccuracy.RunAsync();
        break;
    case "scalars":
        return ScalarStress.Run() ? 0 : 1;
    case "density":
        DensityCoverage.Run();
        break;
    case "knee":
        return KneeCoverage.Run(args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 2) ? 0 : 1;
    case "outliers":
        RuleFailures.Run();
        break;
    case "page":
        await PageBenchmark.RunAsync();
        break;
    case "all":
        ExactHessianBenchmark.FullyConnected();
        ExactHessianBenchmark.Convolutional();
        ColumnwiseBenchmark.Run([6, 16]);
        ProductBenchmark.Run();
        GraphMemoryBenchmark.Run();
        await TrackingBenchmark.RunAsync();
        await KrylovAccuracy.RunAsync();
        DensityCoverage.Run();
        await PageBenchmark.RunAsync();
        break;
    default:
        Console.Error.WriteLine(
            "Usage: fully-connected | convolutional | columns [CHANNELS …] | distributed [WIDTH] | scaling | products | memory | "
                + "tracking | accuracy | density | page | scalars | knee [SEED] | outliers | "
                + "all (without distributed, scaling, scalars, knee and outliers)");
        return 2;
}

return 0;
