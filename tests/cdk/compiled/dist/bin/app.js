"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
const aws_cdk_lib_1 = require("aws-cdk-lib");
const store_1 = require("../lib/store");
const app = new aws_cdk_lib_1.App();
const prod = new aws_cdk_lib_1.Stage(app, 'Prod', { env: { account: '111111111111', region: 'eu-west-1' } });
new store_1.StoreStack(prod, 'Store', { window: 7 });
//# sourceMappingURL=app.js.map