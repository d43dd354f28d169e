using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Resources;

NativeRuntime.Configure();
return await CurvatureCommand.RunAsync(args);
