using TorchCurvature.Cli;
using TorchCurvature.Reporting;
using TorchCurvature.Resources;

NativeRuntime.Configure();
SkiaImageDecoder.Register();
return await CurvatureCommand.RunAsync(args);
