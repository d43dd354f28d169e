using TorchCurvature.Cli;
using TorchCurvature.Resources;

NativeRuntime.Configure();
return await CurvatureCommand.RunAsync(args);
