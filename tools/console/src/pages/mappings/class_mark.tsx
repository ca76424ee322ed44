// How personal something is: a letter, a colour and a word, never a state's colour.
import { t } from '../../words';
import { kLetters, type DataClass } from './types';

export const ClassMark = ({ of }: { of: DataClass }) => (
  <abbr class={`class-mark ${of}`} title={t.mappings.classes[of]}>
    {kLetters[of]}
  </abbr>
);
