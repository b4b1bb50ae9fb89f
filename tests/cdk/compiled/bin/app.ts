import { App, Stage } from 'aws-cdk-lib';
import { StoreStack } from '../lib/store';

const app = new App();
const prod = new Stage(app, 'Prod', { env: { account: '111111111111', region: 'eu-west-1' } });
new StoreStack(prod, 'Store', { window: 7 });
